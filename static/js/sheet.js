// The sign-in grid saves each line while one types the next, and says who it is. The form underneath posts as it is.
// What could not be saved stays on the page and is sent again. It is also kept in this tab, for the one who typed it,
// until it is saved: when the session has ended, signing in again brings the lines back.
const WAIT = 450;
const TRY_AGAIN = 4000;
const KEPT = "fairshare-lines:";

// Lines that are not saved yet, {number: {cell: value}}, in the storage of this tab only.
class Kept {
  constructor(name, typist) {
    this.key = `${KEPT}${typist}:${name}`;
    try {
      const others = Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
      for (const key of others) if (!key.startsWith(`${KEPT}${typist}:`)) sessionStorage.removeItem(key);
    } catch { /* no storage: the page warns before it is left */ }
  }

  get lines() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  set lines(lines) {
    try {
      if (Object.keys(lines).length) sessionStorage.setItem(this.key, JSON.stringify(lines));
      else sessionStorage.removeItem(this.key);
    } catch { /* as above */ }
  }
}

const partOf = (cell) => cell.name.slice(cell.name.lastIndexOf("-") + 1);
const valueOf = (cell) => (cell.type === "checkbox" ? cell.checked : cell.value);

class Sheet {
  constructor(form) {
    this.form = form;
    this.rows = form.querySelector("[data-grid-rows]");
    this.status = form.querySelector("[data-sheet-status]");
    this.changed = new Set(); // lines to be sent
    this.underway = new Set(); // lines that were sent and have no answer yet
    this.kept = new Kept(form.dataset.sheet, form.dataset.typist);
    this.timer = null;
    this.sending = false;
    this.done = false;
    const rows = this.rows;
    rows.addEventListener("input", (event) => this.touched(event, WAIT));
    rows.addEventListener("change", (event) => this.touched(event, event.target.matches("select") ? 0 : WAIT));
    rows.addEventListener("focusout", (event) => {
      const row = event.target.closest("tr");
      if (this.changed.has(row) && !row.contains(event.relatedTarget)) this.soon(0);
    });
    rows.addEventListener("keydown", (event) => this.choose(event));
    form.addEventListener("submit", (event) => this.finish(event));
    form.querySelector("[data-sheet-again]").addEventListener("click", () => { this.done = true; });
    this.putBack();
    if (!location.hash && matchMedia("(min-width: 62rem)").matches) this.goOn(rows);
    addEventListener("beforeunload", (event) => { if (this.unsaved.size && !this.done) event.preventDefault(); });
    addEventListener("pagehide", () => { if (this.changed.size && !this.done) this.send(true); });
  }

  get unsaved() { return new Set([...this.changed, ...this.underway]); }

  cellsOf(row) { return [...row.querySelectorAll("input[name], select[name]")]; }

  // The lines that are not saved, as they stand now.
  keep() {
    const lines = {};
    for (const row of this.unsaved) {
      lines[row.dataset.line] = Object.fromEntries(this.cellsOf(row).map((cell) => [partOf(cell), valueOf(cell)]));
    }
    this.kept.lines = lines;
  }

  // What was kept in this tab and is not on the page goes back into its line, and is saved.
  putBack() {
    const numbers = [];
    for (const [number, cells] of Object.entries(this.kept.lines)) {
      const row = this.rowOf(number);
      if (row && this.fill(row, cells)) {
        this.changed.add(row);
        numbers.push(number);
      }
    }
    this.keep();
    if (!numbers.length) return;
    const told = this.form.querySelector("[data-sheet-back]");
    told.querySelector("[data-numbers]").textContent = numbers.join(", ");
    told.hidden = false;
    this.soon(0);
  }

  rowOf(number) {
    const find = () => this.rows.querySelector(`tr[data-line="${CSS.escape(number)}"]`);
    let before = -1;
    while (!find() && this.rows.children.length > before) {
      before = this.rows.children.length;
      this.rows.dispatchEvent(new Event("grid:grow"));
    }
    return find();
  }

  // Answers with whether the line was any different.
  fill(row, cells) {
    if (cells.who && !row.querySelector("select[name$=-who]")) this.offer(row.querySelector("[data-who]"));
    let differs = false;
    for (const cell of this.cellsOf(row)) {
      const value = cells[partOf(cell)];
      if (value === undefined || value === valueOf(cell)) continue;
      if (cell.type === "checkbox") cell.checked = value;
      else cell.value = value;
      differs = true;
    }
    return differs;
  }

  // A sheet is finished when every line of it is saved, and not before.
  async finish(event) {
    if (this.done) return;
    clearTimeout(this.timer);
    if (!this.unsaved.size) {
      this.done = true;
      return;
    }
    event.preventDefault();
    while (this.sending) await new Promise((go) => setTimeout(go, 50));
    await this.send();
    clearTimeout(this.timer);
    if (this.done) return; // pressed twice
    if (!this.unsaved.size) this.form.requestSubmit(event.submitter);
    else if (this.status.textContent === this.form.dataset.failed) this.soon(TRY_AGAIN);
  }

  // Typing goes on at the first blank line.
  goOn(rows) {
    [...rows.querySelectorAll("input[name$=-name]")].find((cell) => !cell.value)?.focus();
  }

  touched(event, wait) {
    const row = event.target.closest("tr[data-line]");
    if (!row) return;
    this.changed.add(row);
    this.keep();
    this.soon(wait);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  fields(rows) {
    const data = new URLSearchParams();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    for (const row of rows) {
      for (const cell of row.querySelectorAll("input, select")) {
        if (cell.type === "checkbox" ? cell.checked : cell.name) data.append(cell.name, cell.type === "checkbox" ? "on" : cell.value);
      }
    }
    return data;
  }

  async send(isLast = false) {
    if (this.done || !this.changed.size || (this.sending && !isLast)) return;
    this.underway = this.unsaved;
    this.changed = new Set();
    this.sending = true;
    this.say("saving");
    const fate = await this.post([...this.underway], isLast);
    if (fate !== "saved") for (const row of this.underway) this.changed.add(row);
    this.underway = new Set();
    this.sending = false;
    this.keep();
    this.form.querySelector("[data-sheet-ended]").hidden = fate !== "ended";
    if (fate === "failed") this.soon(TRY_AGAIN);
    else if (fate === "saved" && this.changed.size) this.soon(WAIT);
  }

  // Answers with what became of the lines: saved, refused, failed, or ended for a session that is over.
  async post(rows, isLast) {
    try {
      const options = { method: "POST", body: this.fields(rows), headers: { "X-Requested-With": "fetch" }, keepalive: isLast };
      const answer = await fetch(this.form.dataset.sheet, options);
      if (answer.redirected || answer.status === 403) {
        this.say("ended");
        return "ended";
      }
      if (answer.status === 409) {
        this.status.textContent = (await answer.json()).refusal;
        return "refused";
      }
      if (!answer.ok) throw new Error(answer.statusText);
      this.show(await answer.json());
      return "saved";
    } catch {
      this.say("failed");
      return "failed";
    }
  }

  say(what) { this.status.textContent = this.form.dataset[what]; }

  show(found) {
    for (const row of this.form.querySelectorAll("tr[data-line]")) {
      if (this.changed.has(row)) continue; // typed on meanwhile: its own answer comes
      this.put(row, found.who[row.dataset.line] ?? "");
    }
    this.replace(this.form.querySelector("[data-sheet-totals]"), found.totals);
    this.replace(document.querySelector("[data-sheet-checks]"), found.checks);
    this.say("saved");
  }

  put(row, html) {
    const cell = row.querySelector("[data-who]");
    const inside = cell.contains(document.activeElement);
    if (cell.dataset.shown === html && !inside) return;
    cell.dataset.shown = html;
    cell.innerHTML = html;
    row.classList.toggle("needs-a-look", Boolean(cell.querySelector(":scope > .gap, :scope > span > select")));
    if (inside) (cell.querySelector("select") ?? row.querySelector("input[name$=-asked]")).focus();
  }

  replace(part, html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    part?.replaceWith(holder.content.querySelector("[data-sheet-totals], [data-sheet-checks]"));
  }

  // Ctrl M: say by hand who the line is.
  choose(event) {
    if (event.key.toLowerCase() !== "m" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    const cell = event.target.closest("tr")?.querySelector("[data-who]");
    if (!cell) return;
    event.preventDefault();
    this.offer(cell);
    cell.querySelector("select")?.focus();
  }

  offer(cell) {
    const choices = cell.querySelector("template[data-choices]");
    if (!choices) return;
    cell.dataset.shown = "";
    cell.replaceChildren(choices.content.cloneNode(true));
  }
}

for (const form of document.querySelectorAll("form[data-sheet]")) new Sheet(form);
