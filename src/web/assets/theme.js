// The theme that staff chose, before the page is drawn. Only pages of staff load this:
// for whoever reports, nothing is kept.

try {
  const theme = localStorage.getItem("tillbud-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.keepsTheme = "";
} catch {
  // A browser that keeps nothing follows its own settings.
}
