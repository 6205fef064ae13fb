// Work on fields by keyboard alone: the field that opens after one was stored gets the focus, Ctrl+Enter stores a
// choice or a list, Escape leaves the field so that J and K change to another one. Only the tab holds what is typed and
// not stored: leaving or reloading the page asks first.

const PANEL = ".st-key-pedido_de_calculo_campo";
const FIELD = `${PANEL} input, ${PANEL} textarea`;
const SEND = `${PANEL} [class*='_campo_enviar'] button`;
const TRIES = 60;
const RETRY_MS = 50;

class Campos {
  constructor() {
    this.vez = null;
    this.isTyping = false;
    this.rascunhos = 0;
    this.onKey = (event) => this.key(event);
    this.onType = (event) => { if (event.target.closest?.(FIELD)) this.isTyping = true; };
    this.onLeave = (event) => { if (this.isTyping || this.rascunhos) event.preventDefault(); };
    document.addEventListener("keydown", this.onKey, true);
    document.addEventListener("input", this.onType, true);
    window.addEventListener("beforeunload", this.onLeave);
  }

  // Each run counts anew what was typed and not stored.
  update({ vez, campo, rascunhos }) {
    this.isTyping = false;
    this.rascunhos = rascunhos;
    if (this.vez !== null && vez !== this.vez) this.focus(campo, TRIES);
    this.vez = vez;
  }

  // The panel is drawn after this component: until then its field is the former one.
  focus(campo, tries) {
    const field = [...document.querySelectorAll(FIELD)].find((one) => one.ariaLabel?.includes(campo));
    field?.focus({ preventScroll: true });
    if (field) document.querySelector(".calculo-campos a[aria-current]")?.scrollIntoView({ block: "nearest" });
    else if (tries) setTimeout(() => this.focus(campo, tries - 1), RETRY_MS);
  }

  key(event) {
    const field = event.target.closest?.(FIELD);
    if (!field) return;
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.matches("[role='combobox'], textarea")) {
      if (!field.matches("textarea")) event.preventDefault();
      setTimeout(() => document.querySelector(SEND)?.click(), 0); // after Streamlit has taken the field's value
    }
  }

  close() {
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("input", this.onType, true);
    window.removeEventListener("beforeunload", this.onLeave);
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data }) {
  const campos = mounted.get(parentElement) ?? new Campos();
  mounted.set(parentElement, campos);
  campos.update(data);
  return () => {
    campos.close();
    mounted.delete(parentElement);
  };
}
