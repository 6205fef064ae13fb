// The check of a peça: a click on a mark or on a finding opens it, J and K go through the findings, and what is open
// is in sight at both sides.

const say = (text) => window.dispatchEvent(new CustomEvent("portal-fala", { detail: text }));
const list = () => document.querySelector(".conf-lista");

class Conferencia {
  constructor() {
    this.onClick = (event) => this.click(event);
    this.onKey = (event) => this.key(event);
    document.addEventListener("click", this.onClick);
    document.addEventListener("keydown", this.onKey);
    this.observer = new MutationObserver(() => this.light());
    this.observer.observe(document.querySelector("[data-testid='stMain']") ?? document.body, { subtree: true, childList: true });
  }

  update(data) {
    const isOther = this.data?.item !== data.item;
    this.data = data;
    if (isOther) this.shown = false;
    this.light();
    if (data.fala) say(data.fala);
    if (data.falhou) this.showRefusal();
  }

  // Marks are drawn anew with the text: the open one is lit again, and comes into sight once.
  light() {
    if (!this.data) return;
    const item = CSS.escape(this.data.item);
    for (const old of document.querySelectorAll("mark.conf-aberto")) {
      if (old.dataset.chave !== this.data.item) old.classList.remove("conf-aberto");
    }
    const marks = this.data.item ? document.querySelectorAll(`.portal-minuta mark[data-chave="${item}"]`) : [];
    for (const mark of marks) mark.classList.add("conf-aberto");
    this.follow(item);
    if (this.shown || !this.data.item || !list()) return;
    this.shown = true;
    if (matchMedia("(min-width: 64rem)").matches) {
      if (marks.length) marks[0].scrollIntoView({ block: "center" });
      else document.querySelector(".conf-filtros")?.scrollIntoView({ block: "start" }); // it has no place in the text
    } else document.querySelector(".conf-aberto-topo")?.scrollIntoView({ block: "start" });
  }

  // The list gets smaller when a finding opens, and comes anew with every change.
  follow(item) {
    const open = document.querySelector(".conf-aberto-topo");
    if (!this.data.item || !list() || (this.listed === list() && this.opened === open)) return;
    [this.listed, this.opened] = [list(), open];
    this.reveal(list().querySelector(`[data-item="${item}"]`));
  }

  // Inside the list only: the page stays where the person reads.
  reveal(link) {
    const box = link?.closest(".conf-rolagem");
    if (!box) return;
    const [outer, inner] = [box.getBoundingClientRect(), link.getBoundingClientRect()];
    if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
    if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
  }

  showRefusal() {
    const alert = document.querySelector("[data-testid='stMain'] [data-testid='stAlert']");
    alert?.scrollIntoView({ block: "center" });
    if (alert) say((alert.querySelector("p") ?? alert).textContent);
  }

  click(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a.conf-vai");
    const mark = link ? null : event.target.closest?.(".portal-minuta mark[data-chave]");
    if (mark) this.go({ item: mark.dataset.chave, filtro: "todos" });
    if (!link) return;
    event.preventDefault();
    const { item, filtro } = link.dataset;
    this.go(item === undefined ? { filtro } : { item });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest?.("input:not([type='checkbox']), textarea, select, [role='combobox'], [contenteditable='true']")) return;
    const mark = event.target.closest?.(".portal-minuta mark[data-chave]");
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      mark.click();
    }
    if (!/^[jk]$/i.test(event.key)) return;
    const links = [...(list()?.querySelectorAll("a.conf-vai") ?? [])];
    if (!links.length) return;
    event.preventDefault();
    const here = links.findIndex((link) => link === document.activeElement || link.contains(document.activeElement));
    const open = links.findIndex((link) => link.dataset.item === this.data.item);
    const from = here >= 0 ? here : open;
    const step = event.key.toLowerCase() === "j" ? 1 : -1;
    const next = links[from < 0 ? 0 : Math.min(Math.max(from + step, 0), links.length - 1)];
    next.focus({ preventScroll: true });
    this.reveal(next);
  }

  close() {
    document.removeEventListener("click", this.onClick);
    document.removeEventListener("keydown", this.onKey);
    this.observer.disconnect();
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const conferencia = mounted.get(parentElement) ?? new Conferencia();
  mounted.set(parentElement, conferencia);
  conferencia.go = (place) => setTriggerValue("vai", { ...place, vez: Date.now() });
  conferencia.update(data);
  return () => {
    conferencia.close();
    mounted.delete(parentElement);
  };
}
