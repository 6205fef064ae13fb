// Work on fields by keyboard alone: the field that opens after one was stored gets the focus, Ctrl+Enter stores a
// choice, Escape leaves the field so that J and K change to another one.

const PANEL = ".st-key-pedido_de_calculo_campo";
const FIELD = `${PANEL} input, ${PANEL} textarea`;
const SEND = `${PANEL} [data-testid='stFormSubmitButton'] button`;
const TRIES = 60;
const RETRY_MS = 50;

class Campos {
  constructor() {
    this.vez = null;
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey, true);
  }

  update({ vez, campo }) {
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
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.matches("[role='combobox']")) {
      event.preventDefault();
      document.querySelector(SEND)?.click();
    }
  }

  close() {
    document.removeEventListener("keydown", this.onKey, true);
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
