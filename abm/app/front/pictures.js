// Pictures: officials and dossiers can be picked, arrow keys go to the nearest, a picture is saved as it is seen.

const PICKS = '[data-official][tabindex],[data-dossier][tabindex]';
const DRAWN = 'image/svg+xml';
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function attend(send) {
  const pick = event => {
    const found = event.target.closest('.abm-drawing') && event.target.closest(PICKS);
    if (!found) return;
    if (event.key === ' ') event.preventDefault();
    send({ do: 'pick', ...picked(found.dataset) });
  };
  document.addEventListener('click', event => {
    pick(event);
    const button = event.target.closest('[data-save]');
    if (button) save(button.closest('[data-picture]'), button.dataset.save);
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === ' ') pick(event);
    else if (event.key in STEPS) walk(event);
  });
  document.addEventListener('change', async event => {
    const field = event.target;
    if (field.type !== 'file' || !field.files.length) return;
    send({ ...JSON.parse(field.dataset.send), text: await field.files[0].slice(0, 200000).text() });
    field.value = '';
  });
}

function picked({ official, dossier }) {
  return official === undefined ? { dossier } : { official };
}

function middle(node) {
  const box = node.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

function walk(event) {  // an arrow key goes to the nearest that lies that way
  const drawing = event.target.closest && event.target.closest('.abm-drawing');
  const step = STEPS[event.key], here = drawing && event.target.closest(PICKS);
  if (!here) return;
  event.preventDefault();
  const [x, y] = middle(here);
  let best = null, least = Infinity;
  for (const one of drawing.querySelectorAll(PICKS)) {
    const [right, down] = middle(one).map((place, i) => place - [x, y][i]);
    const ahead = right * step[0] + down * step[1], aside = Math.abs(right * step[1] + down * step[0]);
    if (ahead > 1 && ahead + 3 * aside < least) [best, least] = [one, ahead + 3 * aside];
  }
  if (best) best.focus();
}

export function tell(parcel) {  // a file that the server made
  if (parcel.mime === DRAWN && parcel.name.endsWith('.png')) {  // a drawing of which the picture is made here
    const text = new TextDecoder().decode(bytesOf(parcel)), [, width, height] = text.match(/<svg[^>]* width="(\d+)" height="(\d+)"/);
    paint(text, +width, +height, parcel.name);
  } else {
    hand(new Blob([bytesOf(parcel)], { type: parcel.mime }), parcel.name);
  }
}

function bytesOf(parcel) {
  const raw = atob(parcel.content);
  return Uint8Array.from(raw, letter => letter.charCodeAt(0));
}

function hand(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function save(figure, kind) {
  const drawing = figure.querySelector('svg.abm-view').cloneNode(true);
  const [, , width, height] = drawing.getAttribute('viewBox').split(/\s+/).map(Number);
  drawing.setAttribute('width', width);
  drawing.setAttribute('height', height);
  const text = new XMLSerializer().serializeToString(drawing), name = figure.dataset.picture + '.' + kind;
  if (kind === 'svg') hand(new Blob([text], { type: DRAWN }), name);
  else paint(text, width, height, name);
}

function paint(text, width, height, name) {  // a drawing as a PNG
  const image = new Image(), scale = 2;
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#ffffff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(blob => hand(blob, name), 'image/png');
  };
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text);
}
