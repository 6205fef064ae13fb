// Steps of a peça: a link to one, wherever it stands, draws it without loading the portal again.

class Etapas {
  constructor() {
    this.go = () => {};
    this.onClick = (event) => this.click(event);
    document.addEventListener("click", this.onClick);
  }

  click(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const { origin, pathname, searchParams } = new URL(link.href);
    if (link.target === "_blank" || origin !== location.origin || pathname !== location.pathname) return;
    const etapa = searchParams.get("etapa");
    // Within a step its links are its own business, unless they are marked.
    const isHere = etapa === new URLSearchParams(location.search).get("etapa");
    if (!etapa || (isHere && !("etapa" in link.dataset))) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    this.go(Object.fromEntries(searchParams));
    if (!("fica" in link.dataset)) document.querySelector("[data-testid='stMain']")?.scrollTo({ top: 0 });
  }

  // On a narrow screen the row is wider than the page: the step that is open stays in sight.
  show() {
    const open = document.querySelector(".portal-etapas [aria-current='step']");
    const row = open?.closest("ol");
    if (row) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
  }

  close() {
    document.removeEventListener("click", this.onClick);
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, setTriggerValue }) {
  const etapas = mounted.get(parentElement) ?? new Etapas();
  mounted.set(parentElement, etapas);
  etapas.go = (place) => setTriggerValue("vai", { ...place, vez: Date.now() });
  etapas.show();
  return () => {
    etapas.close();
    mounted.delete(parentElement);
  };
}
