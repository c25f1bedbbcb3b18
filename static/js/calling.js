// Calls by keyboard: while the focus is in the form and not in a field, a digit picks what happened; Enter saves, as in
// any form. Ctrl (or Command) Enter saves from the notes and every other field. Without script the page works all the same.
const form = document.querySelector("[data-digits]");
const WRITING = "textarea, select, input:not([type=radio]):not([type=checkbox])";

function pick(digit) {
  const option = form.querySelector(`[data-digit="${digit}"]`);
  if (!option) return false;
  option.checked = true;
  option.focus();
  option.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    if (!event.repeat) form.requestSubmit([...form.elements].find((each) => each.name === "do" && each.value === "save"));
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches(WRITING)) return;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (digit && pick(digit)) event.preventDefault();
});

// On a computer the hands are on the keys already: the next call begins at what happened.
if (form && !form.querySelector("[aria-invalid=true]") && matchMedia("(hover: hover) and (pointer: fine)").matches) {
  form.querySelector("[data-start]")?.focus({ preventScroll: true });
}
