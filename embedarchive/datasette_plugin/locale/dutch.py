"""The pages' words in Dutch, by the English sentence they stand for. A test insists that none is missing."""

from __future__ import annotations

from collections.abc import Mapping

_FRAME = {
    "Articles": "Artikelen",
    "Timeline": "Tijdlijn",
    "Gallery": "Galerij",
    "Map": "Kaart",
    "Tables": "Tabellen",
    "Pages": "Pagina's",
    "Search": "Zoek",
    "Search:": "Gezocht:",
    "Search everything": "Doorzoek alles",
    "Skip to the content": "Naar de inhoud",
    "Datasette's own pages of the tables, in English": "Datasettes eigen pagina's van de tabellen, in het Engels",
    "(Datasette's own pages, in English)": "(de eigen pagina's van Datasette, in het Engels)",
    "These are Datasette's own pages of the tables, in English.": (
        "Dit zijn de eigen pagina's van Datasette over de tabellen, in het Engels."
    ),
    "Tables, SQL, JSON and CSV": "Tabellen, SQL, JSON en CSV",
    "Everything on these pages lies in this archive: nothing is loaded from anywhere else.": (
        "Alles op deze pagina's ligt in dit archief: er wordt nergens anders iets vandaan gehaald."
    ),
    "See its page": "Bekijk de pagina",
    "New snapshots": "Nieuwe momentopnamen",
    "Posts that vanished": "Verdwenen berichten",
    "To be told of news, with a feed reader:": "Om nieuws te horen, met een feedlezer:",
    "Not here": "Niet hier",
    "There is no post with this number": "Er is geen bericht met dit nummer",
    "There is no such article, or no such version of it": "Dit artikel bestaat niet, of deze versie ervan niet",
    "This took too long": "Dit duurde te lang",
    "A filter that leaves fewer posts is answered faster": (
        "Een filter dat minder berichten overlaat wordt sneller beantwoord"
    ),
    "This could not be understood": "Dit werd niet begrepen",
    "This page does not know “{name}”, which was left out. It knows {known}.": (
        "Deze pagina kent “{name}” niet en heeft het weggelaten. Ze kent {known}."
    ),
    "This page does not know “{name}”, which was left out. It takes no filters.": (
        "Deze pagina kent “{name}” niet en heeft het weggelaten. Ze kent geen filters."
    ),
    "“{name}” was given several times; only “{value}” was looked at.": (
        "“{name}” stond er meermaals; alleen naar “{value}” is gekeken."
    ),
    "Only the first {count} characters of “{name}” were looked at.": (
        "Alleen naar de eerste {count} tekens van “{name}” is gekeken."
    ),
    "“{value}” is no number, so “{name}” was left out.": "“{value}” is geen getal, dus “{name}” is weggelaten.",
    "“{value}” is no day, month or year, so “{name}” was left out. Days are written like 2026-10-01.": (
        "“{value}” is geen dag, maand of jaar, dus “{name}” is weggelaten. Een dag schrijft u als 2026-10-01."
    ),
    "Of “{value}” only the day, {day} in UTC, was looked at: filters know no times.": (
        "Van “{value}” is alleen naar de dag gekeken, {day} in UTC: filters kennen geen tijdstippen."
    ),
    "“{value}” is nothing that “{name}” can be, so it was left out. It can be {known}.": (
        "“{value}” is niets wat “{name}” kan zijn, dus het is weggelaten. Het kan zijn: {known}."
    ),
    "No day lies between {since} and {until}: the first is the later one.": (
        "Tussen {since} en {until} ligt geen dag: de eerste is de latere."
    ),
    "“{value}” is no place in this list, which begins at its newest.": (
        "“{value}” is geen plaats in deze lijst; die begint bij het nieuwste."
    ),
    "There is no place with the number {value}.": "Er is geen plaats met het nummer {value}.",
    "The table {table} cannot be filtered by “{name}”. Its columns are {columns}.": (
        "De tabel {table} kan niet op “{name}” worden gefilterd. De kolommen zijn {columns}."
    ),
    "Not for everyone": "Niet voor iedereen",
    "Whoever keeps this archive does not show this part of it to everyone": (
        "Wie dit archief bewaart, toont dit deel ervan niet aan iedereen"
    ),
    "Something went wrong here": "Hier ging iets mis",
    "The address asks for what this table cannot answer": "Het adres vraagt iets wat deze tabel niet kan beantwoorden",
    "There is no such format; csv and json are": "Die vorm bestaat niet; csv en json wel",
    "The archive is damaged. The command “embedarchive verify” says where": (
        "Het archief is beschadigd. De opdracht “embedarchive verify” zegt waar"
    ),
    "It was no mistake of yours. The log of the server says what it was": (
        "Het lag niet aan u. In het logboek van de server staat wat het was"
    ),
    "The search above looks through everything.": "Het zoekvak hierboven doorzoekt alles.",
    "There is no such table": "Deze tabel bestaat niet",
    "There is no such row": "Deze rij bestaat niet",
    "The file of the map cannot be read any more": "Het bestand van de kaart kan niet meer worden gelezen",
    "There is no such page": "Deze pagina bestaat niet",
    "The archive holds no bytes with this digest": "Het archief bevat geen bytes met deze digest",
    "There is no small picture of these bytes": "Er is geen kleine afbeelding van deze bytes",
    "No archive is served here": "Hier wordt geen archief getoond",
    "The catalogue names these bytes, but their file is not in the archive folder": (
        "De catalogus noemt deze bytes, maar hun bestand ligt niet in de map van het archief"
    ),
    "No archive folder is served here": "Hier wordt geen archiefmap getoond",
}

_LISTS = {
    "What is here": "Wat hier ligt",
    "article": "artikel",
    "articles": "artikelen",
    "post": "bericht",
    "posts": "berichten",
    "photo or video": "foto of video",
    "photos and videos": "foto's en video's",
    "place": "plaats",
    "places": "plaatsen",
    "embed": "embed",
    "embeds": "embeds",
    "image": "afbeelding",
    "images": "afbeeldingen",
    "line that is not the article": "regel die niet van het artikel is",
    "lines that are not the article": "regels die niet van het artikel zijn",
    "only as the article quotes it": "alleen zoals het artikel het citeert",
    "only as the articles quote them": "alleen zoals de artikelen ze citeren",
    "{count} erased here too": "{count} ook hier gewist",
    "where the article and the platform differ": "waar artikel en platform van elkaar verschillen",
    "pending: nothing was learnt yet": "in afwachting: nog niets over bekend",
    "No post that was found has vanished so far.": "Geen bewaard bericht is tot nu toe verdwenen.",
    "failed: could not be captured": "mislukt: kon niet worden vastgelegd",
    "Posts by month": "Berichten per maand",
    "Posts by year": "Berichten per jaar",
    "Newest articles": "Nieuwste artikelen",
    "All articles": "Alle artikelen",
    "No article yet.": "Nog geen artikel.",
    "No article has all of these words.": "Geen artikel bevat al deze woorden.",
    "No post has all of these words.": "Geen bericht bevat al deze woorden.",
    "Looked for in the posts, in what they quote and what describes their pictures, and in what the articles printed; "
    "words also as the beginning of longer ones, a phrase between quotation marks as it stands. "
    "An address, an id or a SHA-256 opens its page.": (
        "Gezocht in de berichten, in wat ze citeren en wat hun foto's beschrijft, en in wat de artikelen afdrukten; "
        "woorden ook als begin van langere, een zinsdeel tussen aanhalingstekens zoals het er staat. "
        "Een adres, een id of een SHA-256 opent zijn pagina."
    ),
    "In a post that it quotes or answers:": "In een bericht dat het citeert of beantwoordt:",
    "In what describes a picture, a link, a poll or the place:": (
        "In wat een foto, een link, een peiling of de plaats beschrijft:"
    ),
    "As an article printed it:": "Zoals een artikel het afdrukte:",
    "In what is said of a picture:": "In wat over een foto is gezegd:",
    "Fewer words find more. Accents do not matter; a phrase goes between quotation marks.": (
        "Minder woorden vinden meer. Accenten tellen niet; een zinsdeel staat tussen aanhalingstekens."
    ),
    "Take a filter away to see more.": "Haal een filter weg om meer te zien.",
    "“embedarchive scan” and the name of a file or an address adds one.": (
        "“embedarchive scan” met de naam van een bestand of een adres voegt er een toe."
    ),
    "No picture looks like that.": "Geen afbeelding ziet er zo uit.",
    "“embedarchive fetch” gets those that are due.": "“embedarchive fetch” haalt wat aan de beurt is.",
    "The same words": "Dezelfde woorden",
    "In titles and texts": "In titels en teksten",
    "Gone from the web": "Van het web verdwenen",
    "Nothing, as far as is known. “embedarchive fetch --recheck” looks again.": (
        "Niets, voor zover bekend. “embedarchive fetch --recheck” kijkt opnieuw."
    ),
    "Nothing is here yet": "Hier ligt nog niets",
    "Give it an article: a file, pasted text, or an address.": (
        "Geef een artikel: een bestand, geplakte tekst of een adres."
    ),
    "Older": "Ouder",
    "Filter": "Filter",
    "State": "Toestand",
    "Platform": "Platform",
    "Handle": "Gebruikersnaam",
    "Language": "Taal",
    "From": "Van",
    "Until": "Tot en met",
    "From {day}": "Van {day}",
    "Until {day}": "Tot en met {day}",
    "On the web": "Op het web",
    "Gone from the web: {why}": "Van het web verdwenen: {why}",
    "Take this filter away: {filter}": "Haal dit filter weg: {filter}",
    "Posts by {handle} ({count})": "Berichten van {handle} ({count})",
    "post is gone from the web": "bericht is van het web verdwenen",
    "posts are gone from the web": "berichten zijn van het web verdwenen",
    "{count} kept here": "{count} hier bewaard",
    "{count} not kept": "{count} niet bewaard",
    "post has all of these words": "bericht bevat al deze woorden",
    "posts have all of these words": "berichten bevatten al deze woorden",
    "post is like that": "bericht is zo",
    "posts are like that": "berichten zijn zo",
    "More than {count} posts.": "Meer dan {count} berichten.",
    "any": "alle",
    "Show": "Toon",
    "Show all": "Toon alles",
    "No date": "Geen datum",
    "No post is like that.": "Geen bericht is zo.",
    "No post yet. “embedarchive scan” finds them in an article.": (
        "Nog geen bericht. “embedarchive scan” vindt ze in een artikel."
    ),
    "Pictures that look the same": "Afbeeldingen die er hetzelfde uitzien",
    "{count} pictures look like this": "{count} afbeeldingen zien er zo uit",
    "No picture is kept yet.": "Er is nog geen beeld bewaard.",
    "Picture": "Afbeelding",
    "Picture without a description": "Afbeelding zonder beschrijving",
    "Video": "Video",
    "Sound": "Geluid",
    "Sensitive": "Gevoelig",
    "Map of the places": "Kaart van de plaatsen",
    "See the post": "Bekijk het bericht",
    "A circle shows how exact a point is.": "Een cirkel toont hoe nauwkeurig een punt is.",
    "Land, rivers and lakes without borders, exact to a few kilometres: Natural Earth. Cities: GeoNames, CC BY 4.0.": (
        "Land, rivieren en meren zonder grenzen, op enkele kilometers nauwkeurig: Natural Earth. "
        "Steden: GeoNames, CC BY 4.0."
    ),
    "An arrow leads to a city beyond the edge.": "Een pijl wijst naar een stad buiten de rand.",
    "See it in the article": "Bekijk het in het artikel",
    "{where}: see it on the map": "{where}: bekijk het op de kaart",
    "{count} places": "{count} plaatsen",
    "{count} more: name days or a handle to see them.": "Nog {count}: noem dagen of een gebruikersnaam om ze te zien.",
    "At most the newest {count} places are drawn; name days or a handle to see others.": (
        "Hoogstens de nieuwste {count} plaatsen zijn getekend; noem dagen of een gebruikersnaam om andere te zien."
    ),
    "All articles with these words": "Alle artikelen met deze woorden",
    "The same on the map": "Hetzelfde op de kaart",
    "The same as a timeline": "Hetzelfde als tijdlijn",
    "No place is like that.": "Geen plaats is zo.",
    "Marked:": "Gemarkeerd:",
    "Without marks": "Zonder markering",
    "The same as a list": "Hetzelfde als lijst",
    "a post": "een bericht",
    "an article": "een artikel",
    "No place is known yet. Coordinates are read from texts, from photos and from what platforms attach.": (
        "Nog geen plaats bekend. Coördinaten komen uit teksten, uit foto's en uit wat platformen toevoegen."
    ),
}

_POST = {
    "All posts by {handle}": "Alle berichten van {handle}",
    "Read on": "Lees verder",
    "Erased": "Gewist",
    "An erased post": "Een gewist bericht",
    "Removed from this archive for good": "Voorgoed uit dit archief verwijderd",
    "The words and media of this post were removed from this archive. That it was here, and when it was captured, "
    "remains.": (
        "De woorden en media van dit bericht zijn uit dit archief verwijderd. Dat het hier was, en wanneer het werd "
        "vastgelegd, blijft staan."
    ),
    "Where it stood": "Waar het stond",
    "A post": "Een bericht",
    "Unknown author": "Onbekende auteur",
    "No text is kept of this post.": "Van dit bericht is geen tekst bewaard.",
    "Sensitive: show it": "Gevoelig: toon het",
    "Save the file": "Bewaar het bestand",
    "of unknown kind": "van onbekende soort",
    "Quotes": "Citeert",
    "Answers": "Antwoordt",
    "Same thread": "Zelfde draad",
    "Links to": "Verwijst naar",
    "Disagrees with its article": "Spreekt het artikel tegen",
    "when it was captured": "toen het werd vastgelegd",
    "likes": "vind-ik-leuks",
    "reposts": "doorgeplaatst",
    "replies": "antwoorden",
    "quotes": "keer geciteerd",
    "views": "keer bekeken",
    "(leaves this archive)": "(verlaat dit archief)",
    "{count} more by this author": "nog {count} van deze auteur",
    "Where they disagree": "Waar ze elkaar tegenspreken",
    "As printed in the article": "Zoals het in het artikel staat",
    "The article shows it without its words.": "Het artikel toont het zonder de woorden.",
    "in": "in",
    "The finder is {percent} % sure of these words and their author.": (
        "De vinder is {percent} % zeker van deze woorden en hun auteur."
    ),
    "the finder is {percent} % sure of its words and author": "de vinder is {percent} % zeker van woorden en auteur",
    "Uncertain: {what} ({estimate}).": "Onzeker: {what} ({estimate}).",
    "Uncertain in the article's quotation: {what} ({estimate}).": (
        "Onzeker in het citaat van het artikel: {what} ({estimate})."
    ),
    "The article was copied as plain text, and a sentence of the article may stand in it.": (
        "Het artikel is als platte tekst gekopieerd, en er kan een zin van het artikel in staan."
    ),
    "its text may begin or end in the wrong place": "de tekst kan op de verkeerde plaats beginnen of eindigen",
    "its text may begin too early or too late": "de tekst kan te vroeg of te laat beginnen",
    "its text may end too early or too late": "de tekst kan te vroeg of te laat eindigen",
    "its author may be another": "de auteur kan een ander zijn",
    "its day may be another": "de dag kan een andere zijn",
    "its platform may be another": "het platform kan een ander zijn",
    "So the article calls it; nothing of the post itself is kept.": (
        "Zo noemt het artikel het; van het bericht zelf is niets bewaard."
    ),
    "With a photo or video, which is not kept.": "Met een foto of video, die niet bewaard is.",
    "With {count} photos or videos, which are not kept.": "Met {count} foto's of video's, die niet bewaard zijn.",
    "The article and {voice} agree on {what}.": "Het artikel en {voice} komen overeen in {what}.",
    "The article and {voice} differ on {what}.": "Het artikel en {voice} verschillen in {what}.",
    "Only the article says what this post was.": "Alleen het artikel zegt wat dit bericht was.",
    "requests": "vragen",
    "Where each fact comes from": "Waar elk gegeven vandaan komt",
    "Fact": "Gegeven",
    "Value": "Waarde",
    "Source": "Bron",
    "Where": "Waar",
    "to about {metres} m": "op ongeveer {metres} m",
    "written to about {metres} m": "geschreven op ongeveer {metres} m",
    "near {city}": "bij {city}",
    "somewhere around {city}": "ergens rond {city}",
    "about {km} km from {city}": "ongeveer {km} km van {city}",
    "about {km} km north of {city}": "ongeveer {km} km ten noorden van {city}",
    "about {km} km north-east of {city}": "ongeveer {km} km ten noordoosten van {city}",
    "about {km} km east of {city}": "ongeveer {km} km ten oosten van {city}",
    "about {km} km south-east of {city}": "ongeveer {km} km ten zuidoosten van {city}",
    "about {km} km south of {city}": "ongeveer {km} km ten zuiden van {city}",
    "about {km} km south-west of {city}": "ongeveer {km} km ten zuidwesten van {city}",
    "about {km} km west of {city}": "ongeveer {km} km ten westen van {city}",
    "about {km} km north-west of {city}": "ongeveer {km} km ten noordwesten van {city}",
    "at sea or on a small island, {where}": "op zee of op een klein eiland, {where}",
    "far from any larger city, {where}": "ver van elke grotere stad, {where}",
    "precision not stated": "nauwkeurigheid niet vermeld",
    "exact to about {metres} m, says the camera": "op ongeveer {metres} m nauwkeurig, zegt de camera",
    "The chosen place": "De gekozen plaats",
    "The map needs JavaScript. The list below says the same without it.": (
        "De kaart heeft JavaScript nodig. De lijst hieronder zegt hetzelfde zonder."
    ),
    "See it on the map": "Bekijk het op de kaart",
    "History": "Geschiedenis",
    "Nothing had changed.": "Er was niets veranderd.",
    "Details": "Bijzonderheden",
    "Written down": "Opgeschreven",
    "Read by": "Gelezen door",
    "Row": "Rij",
    "Nothing was written down yet.": "Er is nog niets opgeschreven.",
    "As a browser showed it": "Zoals een browser het toonde",
    "A picture of the page, taken by a browser": "Een afbeelding van de pagina, gemaakt door een browser",
    "The card of this archive": "De kaart van dit archief",
    "What was asked and answered": "Wat werd gevraagd en geantwoord",
    "(erased)": "(gewist)",
    "request": "vraag",
    "answer": "antwoord",
    "body": "inhoud",
    "Check by hand": "Zelf controleren",
    "What is checked: that each file that this page was made from is, byte for byte, the one that came in. Open it to "
    "see that it says what the page says.": (
        "Wat wordt gecontroleerd: dat elk bestand waaruit deze pagina is gemaakt, byte voor byte, is wat er "
        "binnenkwam. Open het om te zien dat het zegt wat de pagina zegt."
    ),
    "What is checked: that each file is, byte for byte, the one that came in.": (
        "Wat wordt gecontroleerd: dat elk bestand, byte voor byte, is wat er binnenkwam."
    ),
    "That it is gone": "Dat het weg is",
    "Photos, videos and sounds": "Foto's, video's en geluid",
    "What the article prints": "Wat het artikel afdrukt",
    "the article as given": "het artikel zoals gegeven",
    "the answer of {host}, {when}": "het antwoord van {host}, {when}",
    "the copy of {when} at {host}": "de kopie van {when} bij {host}",
    "The answers are not shown to everyone.": "De antwoorden worden niet aan iedereen getoond.",
    "The answer itself is not kept.": "Het antwoord zelf is niet bewaard.",
    "The quotation stands in the part {part} of this file, between its characters {start} and {end}.": (
        "Het citaat staat in het deel {part} van dit bestand, tussen de tekens {start} en {end} ervan."
    ),
    "The quotation stands between its characters {start} and {end}. This prints the place:": (
        "Het citaat staat tussen de tekens {start} en {end} ervan. Dit toont die plaats:"
    ),
    "The quotation stands between its characters {start} and {end}.": (
        "Het citaat staat tussen de tekens {start} en {end} ervan."
    ),
    "These came compressed and are kept as they came; the fingerprint is that of the compressed file. To read what is "
    "in it:": (
        "Deze kwamen gecomprimeerd en zijn zo bewaard; de vingerafdruk is die van het gecomprimeerde bestand. Om te "
        "lezen wat erin staat:"
    ),
    "In a terminal, in the archive's folder:": "In een terminal, in de map van het archief:",
    "“OK” means that the file matches the fingerprint (SHA-256) recorded here. On a Mac it is “shasum -a 256 "
    "--check”.": (
        "“OK” betekent dat het bestand past bij de vingerafdruk (SHA-256) die hier is opgeschreven. Op een Mac is het "
        "“shasum -a 256 --check”."
    ),
    "Last seen by us on {seen}, by a web archive on {copied}.": (
        "Door ons het laatst gezien op {seen}, door een webarchief op {copied}."
    ),
    "Last seen on {seen}.": "Het laatst gezien op {seen}.",
    "Last seen by a web archive on {copied}, never by us.": (
        "Het laatst gezien door een webarchief op {copied}, door ons nooit."
    ),
    "Never seen by us.": "Door ons nooit gezien.",
    "And who says that nobody changed the fingerprint, too?": "En wie zegt dat niemand ook de vingerafdruk veranderde?",
    "Each entry of this archive's log is sealed with all those before it. The newest seal, of {when}:": (
        "Elke regel in het logboek van dit archief is verzegeld met alle regels ervoor. Het nieuwste zegel, van {when}:"
    ),
    "Write this number down somewhere else: then nobody, not even we, can change the past unseen. Typed later, this "
    "command answers “This head is in the log.” if it still is, and says whether every file and every entry is as it "
    "was.": (
        "Schrijf dit nummer ergens anders op: dan kan niemand, ook wij niet, het verleden ongezien veranderen. Later "
        "getypt antwoordt dit commando “This head is in the log.” als het logboek het nog bevat, en zegt of elk "
        "bestand en elke regel is zoals het was."
    ),
    "Author": "Auteur",
    "Author's page": "Pagina van de auteur",
    "Posted": "Geplaatst",
    "Day": "Dag",
    "Edited": "Bewerkt",
    "Text": "Tekst",
    "Place": "Plaats",
    "Coordinates": "Coördinaten",
    "Latitude": "Breedtegraad",
    "Longitude": "Lengtegraad",
    "Media": "Media",
    "Links": "Verwijzingen",
    "Counts": "Aantallen",
    "Likes": "Vind-ik-leuks",
    "Reposts": "Doorgeplaatst",
    "Replies": "Antwoorden",
    "Poll": "Peiling",
    "Link preview": "Voorbeeld van de link",
    "Address": "Adres",
    "The platform's id": "Het id van het platform",
    "Marked as sensitive": "Als gevoelig aangemerkt",
    "The article says {article}; the time inside the post's id is {said}. No time zone explains that.": (
        "Het artikel zegt {article}; de tijd in het id van het bericht is {said}. Geen tijdzone verklaart dat."
    ),
    "The article says {article}; {voice} says {said}. No time zone explains that.": (
        "Het artikel zegt {article}; {voice} zegt {said}. Geen tijdzone verklaart dat."
    ),
    "The article calls the author “{article}”; {voice} says “{said}”.": (
        "Het artikel noemt de auteur “{article}”; {voice} zegt “{said}”."
    ),
    "The article gives the handle “{article}”; {voice} says “{said}”.": (
        "Het artikel geeft de gebruikersnaam “{article}”; {voice} zegt “{said}”."
    ),
    "The words differ: what only the article prints is struck out, what only {voice} says is marked.": (
        "De woorden verschillen: wat alleen het artikel heeft is doorgestreept, wat alleen {voice} zegt is gemarkeerd."
    ),
    "{field}: the article says “{article}”; {voice} says “{said}”.": (
        "{field}: het artikel zegt “{article}”; {voice} zegt “{said}”."
    ),
}

_FILE = {
    "About this file": "Over dit bestand",
    "The bare file": "Het bestand zelf",
    "Where it is used": "Waar het wordt gebruikt",
    "And in more posts or articles.": "En in nog meer berichten of artikelen.",
    "Where it comes from": "Waar het vandaan komt",
    "No address is known.": "Er is geen adres bekend.",
    "fetched": "opgehaald",
    "What it is": "Wat het is",
    "Description": "Beschrijving",
    "none came with it": "er kwam er geen mee",
    "Type": "Soort",
    "Size": "Grootte",
    "bytes": "bytes",
    "Dimensions": "Afmetingen",
    "Length": "Lengte",
    "{seconds} s": "{seconds} s",
    "Camera": "Camera",
    "Taken": "Gemaakt",
    "(in an unknown time zone)": "(in een onbekende tijdzone)",
    "Credit": "Maker",
    "Location": "Locatie",
    "This file carries no location.": "Dit bestand bevat geen locatie.",
    "Nobody could look inside this file for a location.": "In dit bestand kon niet naar een locatie worden gekeken.",
    "All that the file says of itself": "Alles wat het bestand over zichzelf zegt",
    "It says nothing of a camera or a time. Most platforms take that out.": (
        "Het zegt niets over een camera of een tijd. De meeste platformen halen dat eruit."
    ),
    "a picture of a page, taken by a browser": "een afbeelding van een pagina, gemaakt door een browser",
    "an answer": "een antwoord",
    "a file": "een bestand",
    "These bytes are not in the archive any more": "Deze bytes zijn niet meer in het archief",
}

_ARTICLE = {
    "read": "gelezen",
    "This is an earlier version.": "Dit is een eerdere versie.",
    "See the latest": "Bekijk de laatste",
    "The words of this article were erased from the archive.": "De woorden van dit artikel zijn gewist.",
    "Only what the article prints of it.": "Alleen wat het artikel ervan afdrukt.",
    "The image was not kept.": "De afbeelding is niet bewaard.",
    "This article holds no text.": "Dit artikel bevat geen tekst.",
    "{count} versions": "{count} versies",
    "What changed since the version of {when}: what is there no more is struck out, what is new is marked.": (
        "Wat er is veranderd sinds de versie van {when}: wat er niet meer staat is doorgestreept, "
        "wat nieuw is gemarkeerd."
    ),
    "The file is the same as on {when}; this program reads it otherwise now:": (
        "Het bestand is hetzelfde als op {when}; dit programma leest het nu anders:"
    ),
    "Too much differs from the version of {when} to show it here.": (
        "Er verschilt te veel van de versie van {when} om het hier te tonen."
    ),
    "No word differs from the version of {when}.": "Geen woord verschilt van de versie van {when}.",
    "And {count} more.": "En nog {count}.",
    "Cite it": "Citeer het",
    "Copy": "Kopieer",
    "Archived {when}.": "Gearchiveerd op {when}.",
    "The article as given": "Het artikel zoals gegeven",
    "cookie banner line": "regel van een cookiemelding",
    "too long to be read": "te lang om te lezen",
    "advertisement": "advertentie",
    "analytics": "bezoekmeting",
    "share button": "deelknop",
}

_STATES = {
    "Archived": "Gearchiveerd",
    "Recovered": "Teruggevonden",
    "Unavailable": "Niet beschikbaar",
    "Pending": "In afwachting",
    "Failed": "Mislukt",
    "kept as the platform showed it, or from the account's own export": (
        "bewaard zoals het platform het toonde, of uit de eigen export van het account"
    ),
    "kept from {keeper}": "bewaard uit {keeper}",
    "kept from a web archive, since the platform did not show it": (
        "bewaard uit een webarchief, omdat het platform het niet toonde"
    ),
    "the platform says that it is gone, and no copy was found": (
        "het platform zegt dat het weg is, en er is geen kopie gevonden"
    ),
    "nothing was learnt yet, and it will be tried again": "er is nog niets over bekend; het wordt opnieuw geprobeerd",
    "could not be captured, and trying the same again will not help": (
        "kon niet worden vastgelegd, en hetzelfde nog eens proberen helpt niet"
    ),
    "kept as {platform} showed it": "bewaard zoals {platform} het toonde",
    "{what} since, kept here": "sindsdien {what}, hier bewaard",
    "{what}, kept from {keeper}": "{what}, bewaard uit {keeper}",
    "{why}, kept from a web archive": "{why}, bewaard uit een webarchief",
    "{what}; only the article's quotation is kept": "{what}; alleen het citaat in het artikel is bewaard",
    "deleted from {platform}": "verwijderd van {platform}",
    "made private on {platform}": "afgeschermd op {platform}",
    "withheld by {platform}": "achtergehouden door {platform}",
    "account suspended by {platform}": "account geschorst door {platform}",
    "expired on {platform}": "verlopen op {platform}",
    "not shown by {platform} ({why})": "niet getoond door {platform} ({why})",
    "not tried yet": "nog niet geprobeerd",
    "no answer yet ({why})": "nog geen antwoord ({why})",
    "could not be captured ({why})": "kon niet worden vastgelegd ({why})",
    "deleted": "verwijderd",
    "made private": "afgeschermd",
    "withheld": "achtergehouden",
    "account suspended": "account geschorst",
    "expired": "verlopen",
    "no network or host": "geen netwerk, of zo'n server bestaat niet",
    "no connection": "geen verbinding",
    "no secure connection": "geen veilige verbinding",
    "the answer took too long": "het antwoord duurde te lang",
    "the connection was cut": "de verbinding werd verbroken",
    "asked to come back later": "gevraagd om later terug te komen",
    "the server had an error": "de server had een fout",
    "it wants a login": "er moet worden ingelogd",
    "the run was interrupted": "de uitvoering werd onderbroken",
    "the disk was full or failed": "de schijf was vol of defect",
    "not a public address": "het adres ligt niet op het openbare web",
    "too large": "te groot",
    "the answer was not understood": "het antwoord werd niet begrepen",
    "the answer could not be read": "het antwoord was onleesbaar",
    "it redirects without end": "het verwijst eindeloos door",
    "not in the recording": "niet in de opname",
    "not supported": "niet ondersteund",
    "no id found": "welk bericht het is, kon niet worden gevonden",
    "captured": "vastgelegd",
    "found gone": "bleek verdwenen",
    "no answer": "geen antwoord",
    "from the network": "van het netwerk",
    "out of a recording": "uit een opname",
    "by a browser": "door een browser",
    "out of this archive's log": "uit het logboek van dit archief",
    "quoted by the article": "geciteerd door het artikel",
    "the article": "het artikel",
    "the platform's embed answer": "het embed-antwoord van het platform",
    "the platform's oEmbed answer": "het oEmbed-antwoord van het platform",
    "the platform": "het platform",
    "the Wayback Machine": "de Wayback Machine",
    "a web archive": "een webarchief",
    "the account's own export": "de eigen export van het account",
    "the time inside the post's id": "de tijd in het id van het bericht",
    "made of the post's id or address": "gemaakt van het id of adres van het bericht",
    "read from an address": "uit een adres gelezen",
    "guessed from the post's words": "geraden uit de woorden van het bericht",
    "the article's markup": "de opmaak van het artikel",
    "a source that was erased": "een bron die gewist is",
    "by the post's id": "volgens het id van het bericht",
    "in the post's address:": "in het adres van het bericht:",
    "in the article's markup:": "in de opmaak van het artikel:",
    "Day as printed": "Dag zoals gedrukt",
    "the photo's own data (EXIF)": "de gegevens in de foto (EXIF)",
    "the post's geotag": "de geotag van het bericht",
    "coordinates written in the text": "coördinaten in de tekst",
    "the web": "het web",
    "photo": "foto",
    "video": "video",
    "moving picture": "bewegend beeld",
    "still of a video": "beeld uit een video",
    "sound": "geluid",
    "avatar": "avatar",
    "preview picture": "voorbeeldafbeelding",
    "document": "document",
}

DUTCH: Mapping[str, str] = _FRAME | _LISTS | _POST | _FILE | _ARTICLE | _STATES
