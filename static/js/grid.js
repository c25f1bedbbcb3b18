// The keyboard grid: a paper sheet typed line by line. The form underneath is a plain Django formset and posts as it is;
// this adds moving with the keys, new lines, "same as above", and bringing back a cleared line.
const CELLS = "input:not([type=hidden]), select, textarea";

class Grid {
  constructor(form) {
    this.form = form;
    this.rows = form.querySelector("[data-grid-rows]");
    this.blank = form.querySelector("template[data-grid-row]");
    this.total = form.querySelector("input[name$=-TOTAL_FORMS]");
    this.status = form.querySelector("[data-grid-status]") ?? document.querySelector("[data-grid-status]");
    this.undone = [];
    this.rows.addEventListener("keydown", (event) => this.pressed(event));
    this.rows.addEventListener("input", () => { this.undone = []; });
    this.rows.addEventListener("grid:grow", () => this.grow());
  }

  cellsOf(row) { return [...row.querySelectorAll(CELLS)]; }

  placeOf(cell) {
    const row = cell.closest("tr");
    return { row, column: this.cellsOf(row).indexOf(cell) };
  }

  // For readers who cannot see the line appear; that there is no room is news to everybody.
  say(what) {
    if (!this.status) return;
    this.status.textContent = this.status.dataset[what] ?? "";
    this.status.classList.toggle("visually-hidden", what !== "full");
  }

  pressed(event) {
    const cell = event.target.closest(CELLS);
    if (!cell) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const command = event.ctrlKey || event.metaKey;
    let done = false;
    if (key === "Enter" && !command && !event.altKey) done = this.move(cell, event.shiftKey ? -1 : 1, true);
    else if (key === "ArrowDown" && !command && cell.tagName !== "SELECT") done = this.move(cell, 1, false);
    else if (key === "ArrowUp" && !command && cell.tagName !== "SELECT") done = this.move(cell, -1, false);
    else if (key === "ArrowRight" && this.atEdge(cell, "end", event)) done = this.sideways(cell, 1);
    else if (key === "ArrowLeft" && this.atEdge(cell, "start", event)) done = this.sideways(cell, -1);
    else if (key === "Tab" && !event.shiftKey && !command) done = this.tabAtEnd(cell);
    else if (key === "d" && command && !event.shiftKey) done = this.sameAsAbove(cell);
    else if (key === "x" && command && event.shiftKey) done = this.clear(cell);
    else if (key === "z" && command && !event.shiftKey) done = this.undo();
    if (done) event.preventDefault();
  }

  // Moving ---------------------------------------------------------------------------------------------------------

  enter(cell) {
    cell?.focus();
    if (cell?.matches("input:not([type=checkbox])")) cell.select();
    return Boolean(cell);
  }

  move(cell, by, mayGrow) {
    const { row, column } = this.placeOf(cell);
    const lines = [...this.rows.children];
    let next = lines[lines.indexOf(row) + by];
    if (!next && by > 0 && mayGrow) next = this.grow();
    if (!next) return mayGrow;
    return this.enter(this.cellsOf(next)[column]);
  }

  sideways(cell, by) {
    const { row, column } = this.placeOf(cell);
    return this.enter(this.cellsOf(row)[column + by]);
  }

  atEdge(cell, side, event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    if (cell.type === "checkbox") return true;
    if (!cell.matches("input:not([type=number], [type=date]), textarea")) return false;
    const at = cell.selectionStart;
    return at === cell.selectionEnd && at === (side === "end" ? cell.value.length : 0);
  }

  tabAtEnd(cell) {
    const { row, column } = this.placeOf(cell);
    const isLast = row === this.rows.lastElementChild && column === this.cellsOf(row).length - 1;
    if (!isLast || this.isBlank(row)) return false; // an empty last line: Tab leaves the grid
    const next = this.grow();
    return next ? this.enter(this.cellsOf(next)[0]) : false; // a full sheet says so, and Tab leaves the grid
  }

  isBlank(row) { return this.cellsOf(row).every((cell) => (cell.type === "checkbox" ? !cell.checked : !cell.value)); }

  grow() {
    const limit = Number(this.form.querySelector("input[name$=-MAX_NUM_FORMS]")?.value || 1000);
    const index = Number(this.total.value);
    if (!this.blank) return null;
    if (index >= limit) {
      this.say("full");
      return null;
    }
    const holder = document.createElement("tbody");
    holder.innerHTML = this.blank.innerHTML.replaceAll("__prefix__", index).replaceAll("__number__", index + 1);
    const row = holder.firstElementChild;
    this.rows.append(row);
    this.total.value = index + 1;
    this.say("added");
    return row;
  }

  // Changing -------------------------------------------------------------------------------------------------------

  read(cell) { return cell.type === "checkbox" ? cell.checked : cell.value; }

  write(cell, value) {
    if (cell.type === "checkbox") cell.checked = value;
    else cell.value = value;
    cell.dispatchEvent(new Event("change", { bubbles: true })); // for what listens to lines, as after typing
  }

  remember(cells) { this.undone.push(cells.map((cell) => [cell, this.read(cell)])); }

  sameAsAbove(cell) {
    const { row, column } = this.placeOf(cell);
    const above = row.previousElementSibling && this.cellsOf(row.previousElementSibling)[column];
    if (above) {
      this.remember([cell]);
      this.write(cell, this.read(above));
      this.say("copied");
    }
    return true; // even on the first line: the browser's bookmark window would be in the way
  }

  clear(cell) {
    const cells = this.cellsOf(cell.closest("tr")).filter((one) => !one.readOnly && !one.disabled);
    this.remember(cells);
    for (const one of cells) this.write(one, one.type === "checkbox" ? false : "");
    this.say("cleared");
    return true;
  }

  undo() {
    const last = this.undone.pop();
    if (!last) return false; // the browser undoes typing
    for (const [cell, value] of last) this.write(cell, value);
    this.enter(last[0][0]);
    this.say("restored");
    return true;
  }
}

for (const form of document.querySelectorAll("form[data-grid]")) new Grid(form);
