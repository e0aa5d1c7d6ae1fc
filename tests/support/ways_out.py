"""A page that tries every way out of a browser that is known, and a server that hears if one of them succeeds."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

BEYOND = """<!doctype html><html><head><title>Beyond</title>
<link rel="preconnect" href="{canary}/preconnect"><link rel="dns-prefetch" href="{canary}/dns">
<link rel="prefetch" href="{canary}/prefetch"><link rel="modulepreload" href="{canary}/modulepreload">
<link rel="preload" as="script" href="{canary}/preload"><link rel="icon" href="{canary}/icon">
<link rel="prerender" href="{canary}/prerender"><link rel="subresource" href="{canary}/subresource">
<link rel="preload" as="image" imagesrcset="{canary}/preload-set 1x"><link rel="dns-prefetch" href="//stun.example">
<link rel="apple-touch-icon" href="{canary}/touch">
<link rel="search" href="{canary}/search" type="application/opensearchdescription+xml">
<meta http-equiv="Content-Security-Policy-Report-Only" content="img-src 'none'; report-uri {canary}/reported">
<script type="importmap">{{"imports": {{"mapped": "{canary}/mapped"}}}}</script>
<link rel="stylesheet" href="{canary}/style"><link rel="manifest" href="{canary}/manifest">
<style>@import "{canary}/import"; body {{ background: url("{canary}/background") }}
@font-face {{ font-family: f; src: url("{canary}/font") }} p {{ font-family: f }}
p::before {{ content: url("{canary}/content") }} p {{ cursor: url("{canary}/cursor"), auto;
list-style-image: image-set("{canary}/image-set" 1x);
mask: url("{canary}/mask#a"); border-image: url("{canary}/border") 1 }}</style>
<script type="speculationrules">{{"prefetch": [{{"urls": ["{canary}/speculated"], "eagerness": "immediate"}}]}}</script>
</head><body><p>Words that everybody may read</p>
<img src="{canary}/img"><img src="/redirected"><img src="{named}/named"><script src="{canary}/script"></script>
<iframe src="{canary}/iframe"></iframe><iframe src="/redirected"></iframe><object data="{canary}/object"></object>
<embed src="{canary}/embed"><video src="{canary}/video" autoplay></video><audio src="{canary}/audio" autoplay></audio>
<iframe srcdoc="<img src='{canary}/srcdoc'><meta http-equiv=refresh content='0;url={canary}/srcdoc-refresh'>"></iframe>
<iframe src="data:text/html,<img src='{canary}/data'><script>location='{canary}/data-navigation'</script>"></iframe>
<iframe src="javascript:'<img src={canary}/javascript>'"></iframe><iframe src="/styled.xml"></iframe>
<iframe src="mailto:a@x.example"></iframe><iframe src="x-embedarchive://a"></iframe>
<iframe src="intent://a#Intent;end"></iframe>
<svg><image href="{canary}/svg-image"/><use href="{canary}/svg-use#a"/><style>@import
"{canary}/svg-import";</style></svg>
<input type="image" src="{canary}/input"><video poster="{canary}/poster"><track default src="{canary}/track"></video>
<picture><source srcset="{canary}/source"><img src="{canary}/picture"></picture><body background="{canary}/body">
<a id="d" href="{canary}/download" download="a.exe" target="away">a</a><iframe name="away"></iframe>
<a id="w" href="{canary}/blank" target="_blank">a</a>
<portal src="{canary}/portal"></portal><fencedframe src="{canary}/fenced"></fencedframe>
<script type="module" src="/module.js"></script><script type="module">import "mapped";</script>
<iframe src="file:///etc/hostname"></iframe><img src="file:///etc/hostname">
<form id="f" method="post" target="posted" action="{canary}/form"><input name="a" value="b"></form>
<iframe name="posted"></iframe><a id="a" href="#here" ping="{canary}/ping">here</a>
<script>
const quietly = what => {{ try {{ what() }} catch (error) {{}} }};
quietly(() => fetch("{canary}/fetch", {{mode: "no-cors"}}).catch(() => 0));
const kept = {{mode: "no-cors", keepalive: true, method: "POST", body: "x"}};
quietly(() => fetch("{canary}/keepalive", kept).catch(() => 0));
quietly(() => fetch("/redirected").catch(() => 0));
quietly(() => navigator.sendBeacon("{canary}/beacon", "x"));
quietly(() => new WebSocket("{canary}/socket".replace("http", "ws")));
quietly(() => new EventSource("{canary}/events"));
quietly(() => new Worker(URL.createObjectURL(new Blob([
    "new WebSocket('{canary}/worker-socket'.replace('http', 'ws')); fetch('{canary}/worker', {{mode: 'no-cors'}})"]))));
quietly(() => navigator.serviceWorker.register("/worker.js"));
quietly(() => window.open("{canary}/window"));
quietly(() => document.getElementById("d").click());
quietly(() => document.getElementById("w").click());
quietly(() => new SharedWorker("/worker.js"));
quietly(() => new WebTransport("{canary}/transport".replace("http:", "https:")).ready.catch(() => 0));
quietly(() => {{ new Image().src = "{canary}/image-object"; }});
quietly(() => import("{canary}/imported").catch(() => 0));
quietly(() => CSS.paintWorklet.addModule("{canary}/paint").catch(() => 0));
quietly(() => new AudioContext().audioWorklet.addModule("{canary}/audio-worklet").catch(() => 0));
quietly(() => new FontFace("g", "url({canary}/font-face)").load().catch(() => 0));
quietly(() => navigator.registerProtocolHandler("web+a", location.origin + "/?a=%s"));
quietly(() => {{ const a = new XMLHttpRequest(); a.open("GET", "{canary}/xhr"); a.send(); }});
quietly(() => window.open("file:///etc/hostname"));
quietly(() => window.open("mailto:a@x.example"));
quietly(() => new Notification("a", {{icon: "{canary}/notification"}}));
quietly(() => navigator.serviceWorker.register("{canary}/foreign-worker").catch(() => 0));
quietly(() => document.getElementById("f").submit());
quietly(() => document.getElementById("a").click());
quietly(() => {{
    const frame = document.body.appendChild(document.createElement("iframe"));
    const Peer = window.RTCPeerConnection || frame.contentWindow.RTCPeerConnection;
    const servers = [{{urls: "turn:{host}?transport=tcp", username: "a", credential: "b"}}, {{urls: "stun:{host}"}}];
    const peer = new Peer({{iceServers: servers}});
    peer.createDataChannel("a");
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
    document.title = "peers";
}});
</script></body></html>"""


class Canary:
    """A server that nobody is to ask: what came to it, by TCP and by UDP."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0

    async def _heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = await reader.read(300)
        self.asked.append(data.decode("latin-1").partition("\r\n")[0] or "a connection")
        writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Canary]:
        """Listen."""
        server = await asyncio.start_server(self._heard, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        heard = self

        class Datagrams(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 -- as asyncio has it
                heard.asked.append("a datagram")

        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            Datagrams, local_addr=("127.0.0.1", self.port)
        )
        try:
            yield self
        finally:
            transport.close()
            server.close()


class Listener:
    """The same without a loop: sockets that nobody reads until somebody asks what came."""

    def __init__(self) -> None:
        self._tcp, self._udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._tcp.bind(("127.0.0.1", 0))
        self._tcp.listen(64)
        self.port: int = self._tcp.getsockname()[1]
        self._udp.bind(("127.0.0.1", self.port))

    def heard(self) -> list[str]:
        """What came since."""
        came: list[str] = []
        for what, receive in (("a connection", self._tcp.accept), ("a datagram", lambda: self._udp.recv(2000))):
            with contextlib.suppress(BlockingIOError):
                while True:
                    receive()
                    came.append(what)
        return came

    @contextlib.contextmanager
    def listening(self) -> Iterator[Listener]:
        """Until the block is left."""
        with self._tcp, self._udp:
            self._tcp.setblocking(False)
            self._udp.setblocking(False)
            yield self


def page(port: int) -> str:
    """A page that tries every way to what listens at this port."""
    host = f"127.0.0.1:{port}"
    return BEYOND.format(canary=f"http://{host}", named=f"http://inside.example:{port}", host=host)


def headers(port: int) -> tuple[str, ...]:
    """What an answer's head may ask a browser to load."""
    canary = f"http://127.0.0.1:{port}"
    return (
        f"Link: <{canary}/linked>; rel=preload; as=image, <{canary}>; rel=preconnect, <{canary}/next>; rel=prefetch",
        f'Reporting-Endpoints: a="{canary}/endpoint"',
        f"Content-Security-Policy-Report-Only: script-src 'none'; report-uri {canary}/policy; report-to a",
        'NEL: {"report_to": "a", "max_age": 100, "success_fraction": 1}',
        f"SourceMap: {canary}/map",
    )


def styled(port: int) -> str:
    """An XML document whose stylesheets, XSLT and CSS, are the canary's."""
    canary = f"http://127.0.0.1:{port}"
    sheets = f'<?xml-stylesheet type="text/xsl" href="{canary}/xslt"?><?xml-stylesheet href="{canary}/xml-css"?>'
    return f'<?xml version="1.0"?>{sheets}<!DOCTYPE a SYSTEM "{canary}/dtd"><a/>'


def module(port: int) -> str:
    """A script that imports the canary's."""
    return f'import "http://127.0.0.1:{port}/module";'


def ways() -> set[str]:
    """What the page tries to load from the canary, by name."""
    return set(re.findall(r"\{canary\}/([a-z-]{2,30})", BEYOND))
