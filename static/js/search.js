// Ctrl K (or Command K) goes to the search box of the page. Where one is at work (focus.html) its form opens a new tab.
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const box = document.getElementById("search");
  if (!box || !box.checkVisibility()) return;
  event.preventDefault();
  box.focus();
  box.select();
});
