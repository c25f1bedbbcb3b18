// Says how many people are ticked in the bulk bar, and clears the boxes. Without script the bar works all the same.
const bar = document.querySelector("[data-bulk]");
const form = bar?.closest("form");
const label = bar?.querySelector("[data-bulk-count]");
const all = bar?.querySelector("[data-bulk-all]");

function boxes() {
  return [...form.querySelectorAll("input[name=person]")];
}

function tell() {
  const ticked = boxes().filter((box) => box.checked).length;
  for (const box of boxes()) box.closest("tr").classList.toggle("is-picked", box.checked);
  const count = all?.checked ? all.dataset.bulkAll : ticked;
  label.textContent = count === 1 ? label.dataset.one : label.dataset.many.replace("%n", count);
}

if (form) {
  form.addEventListener("change", () => queueMicrotask(tell));
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-check-all]")) queueMicrotask(tell);
  });
  bar.querySelector("[data-bulk-clear]").addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = box.indeterminate = false;
    tell();
    form.querySelector("[data-check-all]")?.focus();
  });
  tell();
}
