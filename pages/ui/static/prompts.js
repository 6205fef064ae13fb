// An edit that was not published yet: leaving or reloading the page asks first, because only the tab holds it.
(() => {
  "use strict";
  const isEditing = () => location.pathname === "/prompts_e_modulos" && new URLSearchParams(location.search).has("ver");
  let changed = "";

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (isEditing() && event.target.closest?.("[data-testid='stMain']")) changed = location.search;
    }, true);
  }
  window.addEventListener("portal-trabalha", () => { if (!isEditing()) changed = ""; });
  window.addEventListener("beforeunload", (event) => {
    if (isEditing() && changed === location.search) event.preventDefault();
  });
})();
