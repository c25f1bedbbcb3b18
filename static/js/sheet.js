// The sign-in grid saves each line while one types the next, and says who it is. The form underneath posts as it is.
// What could not be saved stays on the page and is sent again.
const WAIT = 450;
const TRY_AGAIN = 4000;

class Sheet {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-sheet-status]");
    this.changed = new Set();
    this.timer = null;
    this.sending = false;
    this.done = false;
    const rows = form.querySelector("[data-grid-rows]");
    rows.addEventListener("input", (event) => this.touched(event, WAIT));
    rows.addEventListener("change", (event) => this.touched(event, event.target.matches("select") ? 0 : WAIT));
    rows.addEventListener("focusout", (event) => {
      const row = event.target.closest("tr");
      if (this.changed.has(row) && !row.contains(event.relatedTarget)) this.soon(0);
    });
    rows.addEventListener("keydown", (event) => this.choose(event));
    form.addEventListener("submit", () => { this.done = true; clearTimeout(this.timer); });
    if (!location.hash && matchMedia("(min-width: 62rem)").matches) this.goOn(rows);
    addEventListener("pagehide", () => { if (this.changed.size && !this.done) this.send(true); });
  }

  // Typing goes on at the first blank line.
  goOn(rows) {
    [...rows.querySelectorAll("input[name$=-name]")].find((cell) => !cell.value)?.focus();
  }

  touched(event, wait) {
    const row = event.target.closest("tr[data-line]");
    if (!row) return;
    this.changed.add(row);
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
    const rows = [...this.changed];
    this.changed.clear();
    this.sending = true;
    this.say("saving");
    try {
      const options = { method: "POST", body: this.fields(rows), headers: { "X-Requested-With": "fetch" }, keepalive: isLast };
      const answer = await fetch(this.form.dataset.sheet, options);
      if (answer.status === 409) this.status.textContent = (await answer.json()).refusal;
      else if (!answer.ok) throw new Error(answer.statusText);
      else this.show(await answer.json());
    } catch {
      for (const row of rows) this.changed.add(row);
      this.say("failed");
    }
    this.sending = false;
    if (this.changed.size) this.soon(this.status.textContent === this.form.dataset.failed ? TRY_AGAIN : WAIT);
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
    const choices = cell.querySelector("template[data-choices]");
    if (choices) {
      cell.dataset.shown = "";
      cell.replaceChildren(choices.content.cloneNode(true));
    }
    cell.querySelector("select")?.focus();
  }
}

for (const form of document.querySelectorAll("form[data-sheet]")) new Sheet(form);
