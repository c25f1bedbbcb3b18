// After htmx puts a new section in the page, readers and keyboards are taken to its heading.
// Only when the person asked for it: a poll or a search while typing must not take the focus away.
const ASKED = new Set(["click", "submit"]);

function headingOf(section) {
  const wanted = "[data-focus], h1, h2, h3";
  return section.matches?.(wanted) ? section : section.querySelector?.(wanted);
}

function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text.replace(/\s+/g, " ").trim();
}

document.addEventListener("htmx:afterSettle", (event) => {
  const section = event.target;
  const spoken = section.matches?.("[data-announce]") ? section : section.querySelector?.("[data-announce]");
  if (spoken) say(spoken.textContent);
  if (!ASKED.has(event.detail.requestConfig?.triggeringEvent?.type)) return;
  const refused = section.querySelector?.("[aria-invalid=true]");
  const target = refused ?? headingOf(section);
  if (!target) return;
  if (!refused && !target.hasAttribute("tabindex") && !target.matches("a, button, input")) target.tabIndex = -1;
  target.focus();
});

// A message about what was done goes away when it is closed, without loading the page again.
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-dismiss-flash]");
  if (!close) return;
  event.preventDefault();
  close.closest(".flash").remove();
  document.getElementById("main")?.focus();
});

// One box in a table's head that ticks all boxes of a name, and says so when only some are ticked.
document.addEventListener("change", (event) => {
  const all = event.target.closest?.("[data-check-all]");
  const name = all ? all.dataset.checkAll : event.target.name;
  const head = all ?? document.querySelector(`[data-check-all="${CSS.escape(name ?? "")}"]`);
  if (!head) return;
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
  if (all) for (const box of boxes) box.checked = all.checked;
  const ticked = boxes.filter((box) => box.checked).length;
  head.checked = ticked === boxes.length && ticked > 0;
  head.indeterminate = ticked > 0 && ticked < boxes.length;
});

// In a row of tabs that is wider than the screen, the one that is open is in sight.
for (const tab of document.querySelectorAll(".segments > [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "nearest" });

// A form that was sent back: go to what another wrote meanwhile, else to the first field that needs another look.
(document.querySelector("main [data-refused]") ?? document.querySelector("main [aria-invalid=true]"))?.focus();
