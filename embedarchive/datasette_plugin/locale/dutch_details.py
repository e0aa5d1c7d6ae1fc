"""The sentences with which a capture says what became of it, and their Dutch; `details` matches what is kept with them.

The values in a sentence say by their names what they may be: `who` a name, `why` a clause that stands here too, `said`
the words of somebody else, `host` and `url` something without blanks, `type` a media type, `count` and `status` a
number.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = {
    "The page": "De pagina",
    "The page for small screens": "De pagina voor kleine schermen",
    "The short link": "De korte link",
    "The share link": "De deellink",
    "The frame": "Het kader",
    "The embed page": "De embed-pagina",
    "The embed plugin": "De embed-plug-in",
    "tweet-result": "tweet-result",
    "oEmbed": "oEmbed",
}

_ASKED = {
    "tweet-result and oEmbed both answer that there is no such post": (
        "tweet-result en oEmbed antwoorden allebei dat dit bericht niet bestaat"
    ),
    "tweet-result answers that there is no such post": "tweet-result antwoordt dat dit bericht niet bestaat",
    "oEmbed answers that there is no such post": "oEmbed antwoordt dat dit bericht niet bestaat",
    "oEmbed answers that it may not show this post (403)": "oEmbed antwoordt dat het dit bericht niet mag tonen (403)",
    "oEmbed answers, but tells nothing of the post": "oEmbed antwoordt, maar zegt niets over het bericht",
    "oEmbed leads to a login": "oEmbed leidt naar een inlogpagina",
    "X asks us to slow down": "X vraagt om langzamer te gaan",
    "X gives no reason": "X geeft geen reden",
    "X answered {status}": "X antwoordde {status}",
    "X answers: {said} ({count})": "X antwoordt: {said} ({count})",
    "X shows no post: it gives no reason": "X toont geen bericht: het geeft geen reden",
    "X shows no post: {said}": "X toont geen bericht: {said}",
    "Weibo asks for a visitor's pass, which a browser makes": (
        "Weibo vraagt om een bezoekerspas, die een browser maakt"
    ),
    "{who} gave an answer that we do not understand (status {status})": (
        "{who} gaf een antwoord dat we niet begrijpen (status {status})"
    ),
    "{who} gave another post (status {status})": "{who} gaf een ander bericht (status {status})",
    "{who} gave an answer that we do not understand ({status})": (
        "{who} gaf een antwoord dat we niet begrijpen ({status})"
    ),
    "{who} gave an answer that we do not understand": "{who} gaf een antwoord dat we niet begrijpen",
    "{who} gave another post": "{who} gaf een ander bericht",
    "{who} shows a wall against programs ({status})": "{who} toont een muur tegen programma's ({status})",
    "{who} shows a wall against programs": "{who} toont een muur tegen programma's",
    "{who} leads to a login ({url})": "{who} leidt naar een inlogpagina ({url})",
    "{who} asks for a login: {said}": "{who} vraagt om in te loggen: {said}",
    "{who} answers {status}: {said}": "{who} antwoordt {status}: {said}",
    "{who} answers {status}": "{who} antwoordt {status}",
    "its links and the index of the Wayback Machine name no post with these words": (
        "de links en de index van de Wayback Machine noemen geen bericht met deze woorden"
    ),
    "the article gives neither link nor handle": "het artikel geeft geen link en geen gebruikersnaam",
    "not a post: {url}": "geen bericht: {url}",
    "The article does not say which post it shows": "Het artikel zegt niet welk bericht het toont",
    "The article does not say which message it shows": "Het artikel zegt niet welk bericht het toont",
    "The article gives no address of this post": "Het artikel geeft geen adres van dit bericht",
    "The article does not give the post's id": "Het artikel geeft het id van het bericht niet",
    "The article does not give the map's address": "Het artikel geeft het adres van de kaart niet",
    "The map's address names no place": "Het adres van de kaart noemt geen plaats",
    "The short link leads to a login": "De korte link leidt naar een inlogpagina",
    "The share link leads from one address to the next": "De deellink leidt van het ene adres naar het andere",
    "The share link leads to a login": "De deellink leidt naar een inlogpagina",
    "The share link leads to {url}, which names no post": "De deellink leidt naar {url}, en dat noemt geen bericht",
    "{why}, which names no post": ("{why}; dat noemt geen bericht"),
    "The short link leads to {url}": "De korte link leidt naar {url}",
    "No copy found": "Geen kopie gevonden",
    "no copy found": "geen kopie gevonden",
    "{count} copies read, none shows the post": "{count} kopieën gelezen, geen ervan toont het bericht",
    "no answer ({why})": "geen antwoord ({why})",
    "it answered {status}": "het antwoordde {status}",
}

_PLATFORMS = {
    "The server shows a tombstone: the post was deleted on {said}": (
        "De server toont een grafsteen: het bericht is verwijderd op {said}"
    ),
    "The server shows a tombstone: the post was deleted": "De server toont een grafsteen: het bericht is verwijderd",
    "The server says that the post is not for the public": "De server zegt dat het bericht niet openbaar is",
    "The author asks that this post is shown to signed-in people only (!no-unauthenticated)": (
        "De auteur vraagt dit bericht alleen te tonen aan wie is ingelogd (!no-unauthenticated)"
    ),
    "Bluesky answers that the post was not found": "Bluesky antwoordt dat het bericht niet is gevonden",
    "Bluesky answers that the post is blocked": "Bluesky antwoordt dat het bericht is geblokkeerd",
    "Bluesky answers: {said}": "Bluesky antwoordt: {said}",
    "{why}. Nobody has the handle {host} now; the post may live on under another one": (
        "{why}. Niemand heeft nu de gebruikersnaam {host}; het bericht kan onder een andere voortbestaan"
    ),
    "whether the handle still exists was not learnt: {why}": "of de gebruikersnaam nog bestaat, bleef onbekend: {why}",
    "Instagram shows stories to people who are logged in only, and for a day": (
        "Instagram toont verhalen alleen aan wie is ingelogd, en een dag lang"
    ),
    "Instagram does not show the post: {said}": "Instagram toont het bericht niet: {said}",
    "Instagram does not show the post": "Instagram toont het bericht niet",
    "Messages of private chats are shown to their members only": (
        "Berichten uit besloten chats worden alleen aan de leden getoond"
    ),
    "Threads answers that there is no such post (invalid_post)": (
        "Threads antwoordt dat dit bericht niet bestaat (invalid_post)"
    ),
    "Reddit shows {said} in its place": "Reddit toont in plaats daarvan {said}",
    "TikTok's page gives the status {status} ({said})": "De pagina van TikTok geeft de status {status} ({said})",
    "YouTube's player says {said}": "De speler van YouTube zegt {said}",
    "VK leads to a check or a login ({url})": "VK leidt naar een controle of een inlogpagina ({url})",
    "Facebook says: {said}": "Facebook zegt: {said}",
    "LinkedIn says: {said}": "LinkedIn zegt: {said}",
    "Telegram says: {said}": "Telegram zegt: {said}",
    "VK says: {said}": "VK zegt: {said}",
    "The page says nothing of the post that a program can read": (
        "De pagina zegt niets over het bericht dat een programma kan lezen"
    ),
    "The page calls itself {url}, not the post": "De pagina noemt zichzelf {url}, niet het bericht",
    "The page leads to a login or consent form ({url})": (
        "De pagina leidt naar een inlog- of toestemmingsformulier ({url})"
    ),
    "The address leads to {url}, which is not the post": "Het adres leidt naar {url}, en dat is niet het bericht",
    "The address shows a picture, not a page": "Het adres toont een afbeelding, geen pagina",
    "The address shows a PDF, not a page": "Het adres toont een pdf, geen pagina",
    "{url} answered with nothing usable": "{url} antwoordde met niets bruikbaars",
    "{who} gave unknown bytes": "{who} gaf onbekende bytes",
    "{who} gave {type}": "{who} gaf {type}",
    "{url} answered with unknown bytes": "{url} antwoordde met onbekende bytes",
    "{url} answered with {type}": "{url} antwoordde met {type}",
    "{url} answered {status}": "{url} antwoordde {status}",
    "No address is known": "Er is geen adres bekend",
    "The answer could not be understood; this is a bug ({said})": (
        "Het antwoord kon niet worden begrepen; dit is een fout in het programma ({said})"
    ),
}

_NETWORK = {
    "The redirects do not end at {url}": "De doorverwijzingen eindigen niet bij {url}",
    "The answer unfolds into more than {count} bytes": "Het antwoord ontvouwt zich tot meer dan {count} bytes",
    "The answer could not be written: {said}": "Het antwoord kon niet worden weggeschreven: {said}",
    "The server asked to be left alone for {count} s more": (
        "De server vroeg om nog {count} s met rust te worden gelaten"
    ),
    "Only http and https addresses are fetched": "Alleen adressen met http en https worden opgehaald",
    "Addresses that carry a user name are not fetched": "Adressen met een gebruikersnaam worden niet opgehaald",
    "Port {count} is not one of the web's": "Poort {count} is er geen van het web",
    "This is no web address ({said})": "Dit is geen webadres ({said})",
    "The answer was not there after {count} s": "Het antwoord was er na {count} s niet",
    "The answer has more than {count} bytes": "Het antwoord heeft meer dan {count} bytes",
    "The request cannot be sent: {said}": "De vraag kan niet worden verstuurd: {said}",
    "The server broke the connection off": "De server verbrak de verbinding",
    "The server does not speak HTTP: {said}": "De server spreekt geen HTTP: {said}",
    "The server wants to speak another protocol": "De server wil een ander protocol spreken",
    "{host} is neither a name nor an address": "{host} is geen naam en geen adres",
    "{host} is not on the public internet ({why})": "{host} ligt niet op het openbare internet ({why})",
    "{host} is {url}, not on the public internet ({why})": "{host} is {url}, niet op het openbare internet ({why})",
    "The name {host} was not found in time": "De naam {host} werd niet op tijd gevonden",
    "No network: {host} could not be looked up": "Geen netwerk: {host} kon niet worden opgezocht",
    "{host} could not be found: no network, or no such host": (
        "{host} kon niet worden gevonden: geen netwerk, of zo'n server bestaat niet"
    ),
    "The name {host} has no address": "De naam {host} heeft geen adres",
    "The server did not answer in time": "De server antwoordde niet op tijd",
    "The server cannot be reached": "De server is niet te bereiken",
    "Unix sockets are not the web": "Unix-sockets zijn niet het web",
    "The server refuses connections": "De server weigert verbindingen",
    "The network seems to be away": "Het netwerk lijkt weg te zijn",
    "The proxy {host} cannot be reached": "De proxy {host} is niet te bereiken",
    "The proxy {host} broke the connection off": "De proxy {host} verbrak de verbinding",
    "The proxy {host} does not let us in": "De proxy {host} laat ons niet binnen",
    "The proxy {host} does not accept the password": "De proxy {host} aanvaardt het wachtwoord niet",
    "The proxy {host} could not connect (it says {host2})": (
        "De proxy {host} kon geen verbinding maken (hij zegt {host2})"
    ),
    "The proxy {host} could not connect ({why})": "De proxy {host} kon geen verbinding maken ({why})",
    "The proxy {host} does not speak HTTP": "De proxy {host} spreekt geen HTTP",
    "The host's name is too long": "De naam van de server is te lang",
    "The {count} bytes that this run may fetch are spent": (
        "De {count} bytes die deze uitvoering mag ophalen zijn opgebruikt"
    ),
    "The answer is packed {count} times over; no more than {most} layers are undone": (
        "Het antwoord is {count} keer ingepakt; niet meer dan {most} lagen worden uitgepakt"
    ),
    "The answer is packed in a way that is not known: {said}": (
        "Het antwoord is op een onbekende manier ingepakt: {said}"
    ),
    "The packed answer ends in the middle": "Het ingepakte antwoord houdt halverwege op",
    "The answer is not packed as its header says, or damaged": (
        "Het antwoord is niet ingepakt zoals de kop zegt, of beschadigd"
    ),
    "The answer is larger than allowed": "Het antwoord is groter dan toegestaan",
    "More than {count} interim answers came before the answer": (
        "Er kwamen meer dan {count} tussentijdse antwoorden voor het antwoord"
    ),
    "The connection was gone before it was encrypted": "De verbinding was weg voordat ze versleuteld was",
    "The connection could not be encrypted": "De verbinding kon niet worden versleuteld",
    "The server did not encrypt the connection in time": "De server versleutelde de verbinding niet op tijd",
    "The server's certificate is not to be trusted: {said}": (
        "Het certificaat van de server is niet te vertrouwen: {said}"
    ),
    "Recorded as {said}": "Opgenomen als {said}",
    "The recording holds a redirect to {said}, and no answer for that": (
        "De opname bevat een omleiding naar {said}, en daarvoor geen antwoord"
    ),
    "The recording holds no answer for this address": "De opname bevat geen antwoord voor dit adres",
    "The recorded answer has more than {count} bytes": "Het opgenomen antwoord heeft meer dan {count} bytes",
    "The recorded answer cannot be read: {said}": "Het opgenomen antwoord kan niet worden gelezen: {said}",
    "The recording cannot be read: {said}": "De opname kan niet worden gelezen: {said}",
    "The answer was cut when it was recorded ({said})": "Het antwoord werd afgekapt toen het werd opgenomen ({said})",
    "The server answered {status}": "De server antwoordde {status}",
    "The page had not settled after {count} s": "De pagina was na {count} s niet tot rust gekomen",
    "The page led to where it may not go": "De pagina leidde naar waar ze niet heen mag",
    "The browser could not show it ({said})": "De browser kon het niet tonen ({said})",
    "Its document has more than {count} characters": "Het document heeft meer dan {count} tekens",
    "{said} is nothing that a browser renders": "{said} is niets wat een browser weergeeft",
    "This needs a browser's driver, which is not installed: pip install 'embedarchive[browser]'": (
        "Hiervoor is een aansturing van een browser nodig, en die is niet geïnstalleerd: "
        "pip install 'embedarchive[browser]'"
    ),
    "This needs Chromium, and there is none: install your system's, such as by apt install chromium": (
        "Hiervoor is Chromium nodig, en dat is er niet: installeer dat van uw systeem, bijvoorbeeld met "
        "apt install chromium"
    ),
    "{said} does not start ({said2})": "{said} start niet ({said2})",
    "The case lists no such address": "Het geval noemt zo'n adres niet",
}

_CLAUSES = {
    "this network": "dit netwerk",
    "private": "privé",
    "shared by a provider's customers": "gedeeld door klanten van een aanbieder",
    "this machine": "deze machine",
    "reserved for protocols": "voorbehouden aan protocollen",
    "not globally routed": "niet wereldwijd gerouteerd",
    "documentation": "documentatie",
    "no address": "geen adres",
    "no server's address": "geen adres van een server",
    "a failure": "een storing",
    "its rules": "zijn regels",
    "no network": "geen netwerk",
    "no such host": "zo'n server bestaat niet",
    "the server refuses connections": "de server weigert verbindingen",
    "time": "tijd",
}

DUTCH_DETAILS: Mapping[str, str] = _NAMES | _CLAUSES | _ASKED | _PLATFORMS | _NETWORK
"""A sentence stands here without its full stop; one with more to fill in comes before one with less."""
