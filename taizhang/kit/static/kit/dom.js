// Elements made by hand, for the pages that draw themselves: h("button", { class: "big", onclick }, "text").
(function () {
  "use strict";
  function h(tag, told = {}, ...inner) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(told)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...inner.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
    return node;
  }
  const big = (text, onclick, more = "") => h("button", { class: `big ${more}`, type: "button", onclick }, text);
  const note = (text, kind = "good") => h("div", { class: kind, role: "status" }, text);
  // what a place shows from now on, read from its top
  const showIn = (place) => (...inner) => { place.replaceChildren(...inner.flat(Infinity).filter(Boolean)); place.focus(); window.scrollTo(0, 0); };
  window.taizhang = { ...window.taizhang, dom: { h, big, note, showIn } };
})();
