// The editor of letters: what the form does by itself, without leaving the page. Without this script the same buttons send
// the form, and the whole page comes back.

const form = document.querySelector("form[data-editor]");
if (form) {
  const text = form.querySelector("#text");
  const gutter = document.createElement("div");
  gutter.className = "gutter";
  gutter.setAttribute("aria-hidden", "true");
  text.before(gutter);

  let dirty = form.hasAttribute("data-unsaved");
  let leaving = false;
  let asked = 0;
  let timer = 0;

  // Line numbers beside the text, with a mark where something is found. They scroll with it.
  const marks = () => {
    const found = new Map();
    for (const link of form.querySelectorAll("#verdict a[data-line]")) {
      if (found.get(link.dataset.line) !== "error") found.set(link.dataset.line, link.dataset.kind);
    }
    const lines = text.value.split("\n").length;
    const numbers = [];
    for (let n = 1; n <= lines; n++) {
      const line = document.createElement("i");
      line.textContent = String(n);
      if (found.has(String(n))) line.className = found.get(String(n)) === "error" ? "stop" : "advice";
      numbers.push(line);
    }
    gutter.replaceChildren(...numbers);
    gutter.scrollTop = text.scrollTop;
  };
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });

  // The caret goes to what a finding points at.
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    const lines = text.value.split("\n");
    const line = Number(link.dataset.line) - 1;
    const before = lines.slice(0, line).reduce((sum, l) => sum + l.length + 1, 0);
    // Columns count letters; the textarea counts UTF-16 units.
    const column = [...(lines[line] ?? "")].slice(0, Number(link.dataset.col) - 1).join("").length;
    text.focus();
    text.setSelectionRange(before + column, before + column);
    const height = text.scrollHeight / lines.length;
    text.scrollTop = Math.max(0, (line - 5) * height);
  });

  const say = (message) => {
    const status = form.querySelector("#verdict [role=status]");
    if (status) status.textContent = message;
  };

  // ask sends the form and puts what comes back in the place of the part it replaces. An answer that a later one overtook is
  // dropped; the text itself is never touched.
  const ask = async (what) => {
    clearTimeout(timer);
    const mine = ++asked;
    const sent = text.value;
    const body = new URLSearchParams(new FormData(form));
    body.set("do", what);
    const verdict = form.querySelector("#verdict");
    verdict.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "Rainmaker-Part": "verdict" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return;
      const next = page.getElementById("verdict");
      if (answer.status === 401) {
        say("You are signed out, and nothing was saved. Sign in in another tab, and try again: your text stays here.");
      } else if (next) {
        verdict.replaceWith(next);
        if (what.startsWith("save") && answer.ok) {
          dirty = text.value !== sent;
          history.replaceState(null, "", next.dataset.url);
        }
        marks();
      } else {
        say("The server did not answer as expected, and nothing was saved. Your text stays here.");
      }
    } catch {
      if (mine === asked) say("The server can’t be reached, and nothing was saved. Your text stays here.");
    } finally {
      form.querySelector("#verdict").removeAttribute("aria-busy");
    }
  };

  const pause = 600; // ms without a key, after which the text is checked
  text.addEventListener("input", () => {
    dirty = true;
    marks();
    clearTimeout(timer);
    if (form.elements.name.value.trim() !== "") timer = setTimeout(() => ask("check"), pause);
  });

  form.addEventListener("submit", (event) => {
    const what = event.submitter?.name === "do" ? event.submitter.value : "";
    if (what === "check" || what === "save" || what === "save-new") {
      event.preventDefault();
      ask(what);
      return;
    }
    leaving = true;
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const what = { Enter: "check", s: "save" }[event.key];
    if (!what) return;
    event.preventDefault();
    if (form.reportValidity()) ask(what);
  });

  // What was typed and not saved is not left by mistake.
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });

  marks();
}
