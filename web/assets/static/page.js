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
