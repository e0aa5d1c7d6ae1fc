"""What we run in a page (JavaScript): before its own scripts, and to look at what they made of it."""

from __future__ import annotations

TAKEN_AWAY = """
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'WebTransport', 'SharedWorker',
                    'PushManager', 'PresentationRequest', 'PaymentRequest'])
    delete globalThis[name];
"""
"""Run before any script of a page: what could reach out by itself, or makes no sense without a person."""
SETTLED = """async (most) => {
    const end = performance.now() + most, step = () => new Promise(done => setTimeout(done, 100));
    for (let y = 0; y < document.documentElement.scrollHeight && performance.now() < end; y += innerHeight / 2) {
        scrollTo(0, y);
        await step();
    }
    scrollTo(0, 0);
}"""
"""Scroll through the page, for what is loaded only when it comes into sight; for so many milliseconds at most."""
MARKUP = """(most) => {
    const kind = document.doctype ? `<!DOCTYPE ${document.doctype.name}>\\n` : '';
    const markup = kind + document.documentElement.outerHTML;
    return markup.length > most ? null : markup;
}"""
"""The document as HTML; None when it has more characters than that."""
BOTTOM = """() => {
    let bottom = 0;
    for (const part of document.body.children) bottom = Math.max(bottom, part.getBoundingClientRect().bottom);
    return Math.ceil(bottom + scrollY);
}"""
"""Where the content ends, in pixels from the top of the page."""
STILL = """() => {
    for (const film of document.querySelectorAll('video')) {
        const box = film.getBoundingClientRect(), mark = document.createElement('span');
        film.controls = false;
        mark.textContent = '\u25b6';
        Object.assign(mark.style, {position: 'absolute', left: `${box.left + scrollX + box.width / 2 - 32}px`,
            top: `${box.top + scrollY + box.height / 2 - 32}px`, width: '64px', font: '32px/64px sans-serif',
            textAlign: 'center', borderRadius: '50%', color: 'white', background: 'rgba(0, 0, 0, .65)'});
        if (box.width > 64 && box.height > 64) document.body.append(mark);
    }
}"""
"""Videos are not loaded: their posters are shown, marked as videos, and not players that wait for ever."""
