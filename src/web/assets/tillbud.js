// What a script can add to pages that work without one: buttons that copy the receipt code
// and print it, and a word that a form is on its way. Keeps nothing, asks no one.

for (const button of document.querySelectorAll("[data-copy]")) {
  const code = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copy-status]");
  if (!code || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.trim());
    told.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Sent: what report.js kept in this tab goes, whichever way the report went.
if (document.getElementById("code")) {
  try {
    sessionStorage.removeItem("tillbud-draft");
  } catch {
    // A browser that keeps nothing has nothing to remove.
  }
}

// That something was saved is told once, and is no part of the address.
const here = new URL(location.href);
if (here.searchParams.has("saved")) {
  here.searchParams.delete("saved");
  history.replaceState(history.state, "", here);
}

// What has to change is told with the name of its field.
for (const link of document.querySelectorAll(".summary a[href^='#']")) {
  const field = document.getElementById(link.hash.slice(1));
  const name = field && (document.querySelector(`label[for="${CSS.escape(field.id)}"]`) ?? field.querySelector("legend"));
  if (name) link.prepend(`${name.textContent.trim()}: `);
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
  });
}

// While many write, a form carries a challenge; the browser answers it while the person writes.
for (const proof of document.querySelectorAll("input[name=proof][data-solver]")) {
  const { answer } = await import(proof.dataset.solver);
  answer(proof);
}

// Back to a page that the browser kept as it was: its form can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});

// Light or dark by hand. On pages of staff it is kept in this browser; elsewhere it lasts as
// long as the page.
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => (button.textContent = isDark() ? button.dataset.light : button.dataset.dark);
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
    try {
      if ("keepsTheme" in root.dataset) localStorage.setItem("tillbud-theme", root.dataset.theme);
    } catch {
      // It lasts as long as the page then.
    }
  });
}
