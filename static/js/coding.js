// Shortcuts that stand on the page: an element with data-shortcut="Alt+1" is clicked on that key.
// Always with Alt or Ctrl, so that nothing happens while a person is typing.
function nameOf(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  const key = digit ? digit[1] : event.key === "Enter" ? "Enter" : event.key;
  const held = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey ? "Shift" : ""];
  return [...held.filter(Boolean), key.length === 1 ? key.toUpperCase() : key].join("+");
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey && !event.ctrlKey && !event.metaKey) return;
  const wanted = nameOf(event);
  const target = [...document.querySelectorAll("[data-shortcut]")].find(
    (element) => element.dataset.shortcut === wanted && !element.disabled,
  );
  if (!target) return;
  event.preventDefault();
  target.focus({ preventScroll: false });
  target.click();
});
