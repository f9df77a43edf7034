// Dialogues: data-dialog=NAME opens one, data-close in it closes it, and so does a click outside; files go in and out here.

export function dialogs() {
  document.addEventListener('click', event => {
    const opener = event.target.closest('[data-dialog]');
    if (opener) document.querySelector(`dialog[data-name=${opener.dataset.dialog}]`).showModal();
    const around = event.target.closest('dialog');
    if (around && (event.target === around || event.target.closest('[data-close]'))) around.close();
    const copy = event.target.closest('[data-act=copy]');
    if (copy) copied(copy);
  });
}

async function copied(button) {
  const field = document.querySelector('[data-field=link]'), before = button.textContent;
  field.select();
  try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand('copy'); }
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = before; }, 3000);
}
