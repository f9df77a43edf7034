// The page in the browser: one connection to the server, which sends parts of the page as HTML and hears what was done.

import { become } from './morph.js';
import { heed, held } from './acts.js';
import { attend, tell as download } from './pictures.js';
import { attach } from './crosshair.js';
import { guide } from './tour.js';
import { dialogs } from './dialogs.js';
import { keeping } from './focus.js';

const AGAIN = [300, 1000, 2000, 4000, 8000];  // milliseconds to wait before the line is tried again
const key = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

let line = null, tries = 0, last = -1, leaving = false;

function send(message) {
  if (line && line.readyState === WebSocket.OPEN) line.send(JSON.stringify(message));
}

function connect() {
  const address = new URL('line', location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  address.search = '?key=' + key;
  line = new WebSocket(address);
  line.onopen = () => send({ do: 'open', query: location.search });
  line.onmessage = event => {
    tries = 0;
    lost(false);
    show(JSON.parse(event.data));
  };
  line.onclose = () => {
    if (leaving) return;
    if (tries) lost(true);
    setTimeout(connect, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  };
}

function lost(is) {
  const told = document.getElementById('abm-lost');
  told.textContent = is ? told.dataset[document.documentElement.lang] : '';
  told.hidden = !is;
}

function speak(language) {  // the shell came in the language that the browser asks for
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll('[data-label-nl]')) {
    one.setAttribute('aria-label', one.getAttribute('data-label-' + language));
  }
}

function show(message) {
  if (message.language) speak(message.language);
  if (message.title) document.title = message.title;
  const keep = keeping(message.parts || {});
  for (const [name, markup] of Object.entries(message.parts || {})) {
    const part = document.querySelector(`[data-part=${name}]`), wanted = part.cloneNode(false);
    wanted.innerHTML = markup;
    become(part, wanted, held);
  }
  keep();
  if (message.query !== undefined) {  // a reload, and a copied address, come back to where the visitor was
    history.replaceState(history.state, '', location.pathname + (message.query ? '?' + message.query : ''));
    address();
  }
  if (message.view) {
    document.getElementById('abm-main').dataset.view = message.view;
    document.getElementById('abm-panel').setAttribute('aria-labelledby', 'abm-tab-' + message.view);
  }
  if (message.parcel) download(message.parcel);
  const pulse = document.querySelector('.abm-pulse');
  if (pulse && +pulse.dataset.frame !== last) {
    last = +pulse.dataset.frame;
    drawn(last);
  }
  document.dispatchEvent(new CustomEvent('abm-shown', { detail: message }));
}

function drawn(number) {  // after the browser has laid the frame out; a hidden tab never gets to paint
  if (document.visibilityState === 'visible') requestAnimationFrame(() => send({ do: 'drawn', number }));
  else send({ do: 'drawn', number });
}

function address() {
  const field = document.querySelector('[data-field=link]');
  if (field && field.value !== location.href) field.value = location.href;
}

heed(send);
attend(send);
dialogs();
guide();
attach(document.body);
addEventListener('pagehide', () => { leaving = true; line.close(); });
addEventListener('pageshow', event => { if (event.persisted) location.reload(); });  // the worlds were let go of
document.addEventListener('abm-shown', address);
connect();
