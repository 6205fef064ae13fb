// An edit that was not published yet: leaving or reloading the page asks first, because only the tab holds it.
(() => {
  "use strict";
  const READING = ["versoes", "teste", "avaliacao", "casos", "correcoes", "importar", "historico"];
  const isEditing = () => {
    const ver = new URLSearchParams(location.search).get("ver");
    return ["/prompts_e_modulos", "/classificador"].includes(location.pathname) && ver && !READING.includes(ver);
  };
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
