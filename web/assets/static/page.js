// What the pages do beyond links and forms. Everything here is a convenience: without it the same can be reached.

// A menu closes when attention goes elsewhere, or on Escape.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A button that prints, where there is something to press it.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A proof that was put beside its line is brought into sight where it stands below it.
document.addEventListener("htmx:after:swap", () => {
  const proof = document.getElementById("proof");
  if (!proof || !proof.hasAttribute("data-line")) return;
  const box = proof.getBoundingClientRect();
  if (box.top > window.innerHeight - 120 || box.bottom < 120) proof.scrollIntoView();
});

// A page that follows the company fetches itself again when something of it changes. While somebody fills in a form it only
// says so: what was typed is not taken away.
let stream, later;
const main = () => document.getElementById("main");
const typed = () =>
  [...main().querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : field.options ? [...field.options].some((o) => o.defaultSelected && !o.selected)
    : field.type !== "hidden" && field.value !== field.defaultValue);
const tell = (text, link) => {
  const news = document.getElementById("news");
  news.textContent = text;
  if (link) {
    const again = Object.assign(document.createElement("a"), { href: location.href, textContent: link });
    news.append(" ", again);
  } else setTimeout(() => { if (news.textContent === text) news.textContent = ""; }, 8000);
};
const renew = async () => {
  later = undefined;
  if (typed()) return tell("Something has changed since this page was made.", "Show it");
  const before = main().innerText;
  await htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap: "outerMorph" });
  if (main().innerText !== before) tell("Updated just now");
};
const follow = () => {
  const since = main()?.dataset.live;
  if (!since || stream || document.hidden) return;
  stream = new EventSource("/live?since=" + encodeURIComponent(since));
  // Everybody hears of it at once; they need not all ask at once.
  stream.addEventListener("change", () => { later ??= setTimeout(renew, Math.random() * 1000); });
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return; // it comes back by itself
    stream = undefined;
    setTimeout(follow, 60000);
  });
};
// A page out of sight holds no connection; browsers have few for each site.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return follow();
  stream?.close();
  stream = undefined;
});
window.addEventListener("pagehide", () => { stream?.close(); stream = undefined; });
window.addEventListener("pageshow", follow);
