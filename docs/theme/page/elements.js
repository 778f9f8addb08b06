// Making elements of the page.

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function button(label, action) {
  const made = element("button", { type: "button", textContent: label });
  made.addEventListener("click", action);
  return made;
}
