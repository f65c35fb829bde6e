# Alla texter på svenska. Fråga vad och hur, aldrig vem och varför; ord och begrepp står i vokabulären.

## Ram

skip = Hoppa till innehållet
nav-label = Sidor
nav-report = Rapportera
nav-receipt = Följ en rapport
nav-desk = Rapporter
nav-incidents = Händelser
nav-trends = Trender
nav-concerns = Signaler
nav-sign-in = Logga in (för samordnare och andra med uppdrag)
nav-sign-out = Logga ut
language-label = Språk
footer-promise = Inga kakor för den som rapporterar, inget från andra webbplatser, ingen spårning.
footer-elsewhere = Säkerhetsskydd, visselblåsning, chef och HR: andra vägar

## Rapportera

report-title = Berätta vad som hände
report-lead = Du behöver inte logga in eller säga vem du är. Ett fält räcker.
before-title = Hör det hemma någon annanstans?
before-security = Rör det Sveriges säkerhet? Skriv inget om det här. Vänd dig till säkerhetsskyddschefen.
before-whistleblowing = Vill du larma om ett allvarligt missförhållande med lagens skydd? Använd organisationens visselblåsarkanal.
before-employment = Gäller det din anställning, eller hur någon har blivit behandlad? Prata med chefen, HR eller skyddsombudet.
report-trust-anonymous = Anonymt
report-trust-anonymous-text = Vi frågar inte vem du är och sparar varken ip‑adress eller uppgifter om din telefon eller dator. I rapporten står bara vilken timme den kom in.
report-trust-code = Du får en kod
report-trust-code-text = Med den följer du vad som händer och får veta vad rapporten ledde till.
report-trust-learning = Det används för att lära
report-trust-learning-text = Det som gjorde det svårt att göra rätt går att ändra. Därför frågar vi vad och hur.
report-narrative = Vad hände – eller höll på att hända?
report-narrative-hint = Skriv som du skulle berätta för en kollega. Skriv gärna roller i stället för namn, till exempel ”vikarien” eller ”den boende”.
report-urgent = Någon kan komma till skada nu
report-urgent-hint = Kryssa i rutan, så märks rapporten som brådskande.
call-first = Är någon i fara? Ring först. Tillbud är ingen larmtjänst.
call-number = Ring { $number }
call-number-here = Brådskande här hos oss: ring { $number }
report-more = Berätta mer om du vill
report-more-hint = Allt här är frivilligt. Hoppa över det du vill.
report-kind = Vad handlar det om?
report-kind-unsaid = Vet inte eller hoppar över
report-happened = När hände det, ungefär?
report-happened-unsaid = Vet inte eller hoppar över
report-happened-today = I dag
report-happened-yesterday = I går
report-happened-this-month = Tidigare i { $month }
report-happened-month = I { $month }
report-happened-this-year = Tidigare under { $year }
report-happened-year = Under { $year }
report-unit = Var?
report-unit-hint = Verksamheten eller platsen, så nära du vill vara.
report-unit-unsaid = Vet inte eller hoppar över
report-system = Något visst system eller någon utrustning?
report-ongoing = Pågår det fortfarande?
report-ongoing-yes = Ja
report-ongoing-no = Nej
report-ongoing-unsaid = Vet inte
report-hindered = Vad gjorde det svårt att göra rätt just då?
report-hindered-hint = Till exempel tid, teknik, lokaler, information eller överlämning.
report-helped = Vad hjälpte, eller gjorde att det inte blev värre?
report-send = Skicka rapporten
report-sending = Skickar …
report-wording-lead = Ett tips, om du vill. Du kan skicka som det är.
report-after = När du har skickat får du en kod. Ingen annan än du kan koppla den till dig.
report-send-again = Skicka igen
report-lost = Rapporten kom inte fram, för det finns ingen uppkoppling just nu. Allt du har skrivit finns kvar här. Skicka igen när du är uppkopplad – det blir en enda rapport, hur många gånger du än skickar.
report-online = Du är uppkopplad igen. Nu kan du skicka rapporten.
report-too-long = Det är mer än vad som går att skicka på en gång. Allt finns kvar här: korta det och skicka igen.
report-kept = Tillbud går inte att nå just nu. Du kan skriva ändå: texten stannar i den här fliken, och du skickar när det går igen. Stäng inte fliken innan dess.
report-draft = Det du skriver stannar i den här fliken tills du skickar.
report-clear = Rensa det jag har skrivit
report-cleared = Det du skrev är borttaget.
report-held = Rapporten lämnas över inom en timme, tillsammans med andra. Då kan ingen se när just den skickades.
report-at-once = Skicka genast
report-at-once-hint = Då kan den som sköter servern se på minuten när rapporten kom in. Rapporter som är märkta som brådskande går alltid genast.
# På det andra språket, för den som läser det.
report-other-language = Show this in English, with what I have written

## Fel i ett formulär

form-summary-title = Något behöver ändras innan det kan skickas
form-narrative-empty = Skriv några ord om vad som hände. Det är det enda som behövs.
form-sent-before = En rapport från det här formuläret är redan mottagen. Vill du skicka den här texten som en ny rapport? Tryck på Skicka rapporten en gång till.
form-unavailable = Rapporten kom inte fram just nu. Det du skrev finns kvar här: skicka igen om en stund. Ring { $number } om någon är i fara.
form-website = Lämna det här fältet tomt.
form-website-filled = Töm fältet och skicka igen. Det finns bara för att stoppa skräp som program fyller i.
crowded-title = Många skriver just nu
# Står i ett formulär som behåller allt; med skript går det iväg av sig självt efter en stund.
crowded-text = Det du skrev finns kvar här. Vänta { $seconds } sekunder och skicka sedan en gång till. Ring 112 om någon är i fara.
crowded-by-itself = Det du skrev finns kvar här och skickas av sig självt om en liten stund. Ring 112 om någon är i fara.

## Mottagen

received-title = Tack. Rapporten är mottagen.
received-urgent = Rapporten är märkt som brådskande.
received-held = Den ligger i säkert förvar och lämnas över till samordnaren inom en timme, tillsammans med allt annat som har kommit. Då kan ingen se när du skrev den.
received-code = Din kod
received-code-spoken = Koden, tecken för tecken: { $code }
received-keep = Spara koden: skriv av den, skriv ut sidan eller spara QR-koden.
received-keep-why = Den är enda vägen tillbaka till din rapport. Ingen kan ta fram den åt dig, inte heller vi.
received-copy = Kopiera koden
received-copied = Koden är kopierad
received-print = Skriv ut
received-qr = Spara som QR-kod
received-qr-alt = QR-kod som innehåller din kod, inget annat.
received-qr-file = kod
received-follow = Se rapporten nu
received-next = Det här händer nu
received-next-read = { $days ->
    [one] Inom en arbetsdag
   *[other] Inom { $days } arbetsdagar
}
received-next-read-text = En samordnare läser rapporten.
received-next-question = Om något behöver redas ut
received-next-question-text = Då ligger en fråga och väntar där du skriver in koden. Du väljer själv om du vill svara.
received-next-feedback = { $days ->
    [one] Inom en dag
   *[other] Inom { $days } dagar
}
received-next-feedback-text = Du får veta vad rapporten ledde till. Titta in igen med koden.
received-again = Skriv en rapport till

## Följ en rapport

receipt-title = Följ din rapport
receipt-lead = Skriv in koden som du fick när rapporten skickades.
receipt-code = Kod
receipt-code-hint = 18 tecken. Bindestreck och stora eller små bokstäver spelar ingen roll.
receipt-show = Visa rapporten
receipt-lost = Tappat koden?
receipt-lost-text = Då går det inte att hitta rapporten igen: den är inte kopplad till någon. Den läses ändå. Vill du kunna svara på frågor kan du skicka en ny rapport.
receipt-unknown = Det finns ingen rapport med den koden. Kontrollera tecknen – O läses som 0, I och L som 1.
receipt-busy = Många koder skrivs in just nu, så vi tar dem i tur och ordning. Din rapport finns kvar: prova igen om { $seconds } sekunder.

status-title = Din rapport
status-held = Väntar på att lämnas över
status-held-text = Rapporten ligger i säkert förvar. Den lämnas över till samordnaren inom en timme, tillsammans med allt annat som har kommit, så att ingen kan se när du skrev den.
status-received = Mottagen
status-received-text = Rapporten väntar på att läsas. Det brukar ta högst { $days ->
    [one] en arbetsdag
   *[other] { $days } arbetsdagar
}.
status-acknowledged = Läst
status-acknowledged-text = En samordnare har läst rapporten och tar ställning till hur arbetet går vidare.
status-linked = Arbete pågår
status-linked-text = Rapporten är del av en händelse. Nu tar vi reda på vad som gjorde det svårt, vad som hjälpte och vad som behöver ändras.
status-closed = Klart
status-closed-text = Arbetet är avslutat. Här nedanför står vad det ledde till.
status-declined = Läst och besvarad
status-declined-text = Vi går inte vidare med rapporten den här gången. Här nedanför står hur vi har tänkt.
status-rerouted = Hänvisad vidare
status-rerouted-text = Rapporten hör hemma på ett annat ställe: { $channel }. Här nedanför står hur du kommer dit.
status-steps = Så långt har det kommit
status-step-done = klart
status-step-now = här är vi nu
status-dialogue = Meddelanden
status-dialogue-empty = Inga meddelanden än.
status-question = Fråga till dig
status-reply = Du skrev
status-waiting = Du skrev (lämnas över inom en timme)
status-feedback = Återkoppling
status-reply-label = Svara, eller lägg till något
status-reply-hint = Du väljer själv. Du är fortfarande anonym.
status-reply-send = Skicka
status-reply-thanks = Tack, det du skrev är mottaget.
status-own = Det du skrev
status-code = Din kod är { $code }
status-leave = Stäng sidan när du är klar om fler använder samma skärm.
status-answer = Svar från den oberoende mottagaren
status-erased = Raderad
status-withdrawn-text = Du tog tillbaka rapporten den { $day }. Det du skrev, meddelandena och filerna är borta för gott. Uppgifter utan egna ord räknas kvar i statistiken.
status-disposed-text = Orden i rapporten raderades den { $day }, enligt organisationens beslut { $decision }. Det du skrev, meddelandena och filerna är borta för gott. Uppgifter utan egna ord räknas kvar i statistiken.
status-sent-before = Det du skickade förra gången är redan mottaget. Vill du skicka även det här? Tryck på knappen en gång till.

again-title = Hur var det att rapportera?
again-label = Skulle du rapportera igen?
again-yes = Ja
again-unsure = Vet inte
again-no = Nej
again-send = Skicka svaret
again-unsaid = Välj ett av svaren först.
again-thanks = Tack, ditt svar är noterat.

ledger-title = Vem har läst det du skrev?
ledger-nobody = Ingen har öppnat dina egna ord.
ledger-hint = Dina ord är förseglade. Den som vill läsa dem anger först till vad, och då syns det här: roll, dag och ändamål, men inga namn och inga klockslag.

concern-summary = Blev du illa behandlad efter att du rapporterade?
concern-who = Det du skriver här når bara den oberoende mottagaren, som står utanför chefsledet. Ingen annan roll i Tillbud ser det: inte samordnaren, inte en chef, inte administratören.
concern-how = Den oberoende mottagaren ser inte din rapport och vet inte vem du är, om du inte berättar det själv. Svaret kommer hit, på den här sidan.
concern-label = Vad har hänt sedan du rapporterade?
concern-hint = Berätta så mycket som känns tryggt.
concern-send = Skicka till den oberoende mottagaren
concern-thanks = Tack för att du berättade. Den oberoende mottagaren läser det, och svaret kommer här på sidan.

withdraw-summary = Ta tillbaka rapporten
withdraw-goes = Det här försvinner för gott: det du skrev, alla meddelanden och alla filer. De kan inte tas fram igen, inte heller av oss.
withdraw-stays = Det här finns kvar: uppgifter utan egna ord, som typ, verksamhet och månad, räknas i statistiken. Det som andra själva har skrivit om händelsen finns kvar, och det du har skrivit till den oberoende mottagaren ligger för sig.
withdraw-sure = Ja, jag vill att det jag skrev raderas för gott
withdraw-send = Radera det jag skrev
withdraw-unsure = Kryssa i rutan först, om du vill att det du skrev raderas.
withdraw-done = Rapporten är tillbakatagen.
erased = Texten är raderad.

## Rapporter (samordnare)

desk-title = Rapporter
desk-reply-waiting = Svar att läsa
desk-lead = Nyast först. Brådskande rapporter är märkta.
desk-waiting = Något väntar och lämnas över inom en timme.
desk-counts = Antal efter läge
desk-all = Alla
desk-filter = Filtrera
desk-filter-kind = Typ
desk-filter-unit = Verksamhet
desk-filter-any = Alla
desk-filter-show = Visa
desk-filter-clear = Rensa
desk-empty = Inga rapporter här.
desk-empty-filtered = Inga rapporter passar filtret.
desk-next = Äldre rapporter
desk-first = Till de nyaste
desk-urgent = Brådskande
desk-kind-unsaid = Typ inte angiven
desk-unit-unsaid = Ingen verksamhet vald
desk-feedback-owed = Väntar på återkoppling

deskreport-title = Rapport
deskreport-rerouted = Hänvisad till
deskreport-further = Mer
deskreport-action-taken = Vad som gjordes
deskreport-from-feedback = Återkoppling från samordnare
deskreport-from-reply = Den som rapporterade
deskreport-from-question = Fråga från samordnare
deskreport-back = Till rapporterna
deskreport-narrative = Vad hände – eller höll på att hända?
deskreport-hindered = Vad gjorde det svårt att göra rätt just då?
deskreport-helped = Vad hjälpte, eller gjorde att det inte blev värre?
deskreport-facts = Uppgifter
deskreport-kind = Typ
deskreport-received = Kom in
deskreport-happened = Hände
deskreport-unit = Verksamhet
deskreport-place = Plats
deskreport-system = System
deskreport-ongoing = Pågår fortfarande
deskreport-language = Skriven på
deskreport-source = Källa
deskreport-incident = Händelse
deskreport-open-incident = Visa händelsen
deskreport-no-incident = Inte del av någon händelse
deskreport-dialogue = Meddelanden
deskreport-copy = Godkänd avskrift
deskreport-original = Rapportens egna ord
deskreport-original-hint = Orden är förseglade. Den som rapporterade får se vilken roll som läser dem, vilken dag och till vad. Läsningen gäller resten av dagen.
deskreport-purpose = Till vad?
deskreport-read = Läs originalet
deskreport-closed = Svaret läser du när du har öppnat originalet.
deskreport-files = Filer

concerns-title = Signaler
concerns-lead = Från personer som har blivit illa behandlade efter att de rapporterade. Bara du i din roll ser dem.
concerns-empty = Inga signaler.
concerns-first = Till de nyaste
concerns-next = Äldre signaler
concerns-row = Signal från { $day }
concerns-owed = Väntar på svar
concerns-answered = Besvarad
concerns-messages = { $count ->
    [one] 1 meddelande
   *[other] { $count } meddelanden
}
concerns-back = Till signalerna
concerns-from-reply = Den som rapporterade
concerns-from-answer = Ditt svar
concerns-answer-label = Svara
concerns-answer-hint = Den som skrev läser svaret med sin kod. Fråga hur det påverkar och vad som skulle hjälpa, inte vem personen är.
concerns-answer-send = Skicka svaret

incidents-title = Händelser
incidents-first = Till de nyaste
incidents-next = Äldre händelser
incidents-lead = Nyast först.
incidents-empty = Inga händelser här.
incidents-stage = Läge
incidents-reports = { $count ->
    [one] 1 rapport
   *[other] { $count } rapporter
}
incidents-actions = { $count ->
    [one] 1 åtgärd öppen
   *[other] { $count } åtgärder öppna
}

## En händelse

incident-back = Till händelserna
incident-facts = Uppgifter
incident-opened = Öppnad
incident-category = Område
incident-unit = Verksamhet
incident-actual = Faktisk följd
incident-potential = Möjlig följd
incident-response = Arbetssätt
incident-unset = Inte bedömt än
incident-outcome = Vad det ledde till
incident-summary = Vad vi lärde oss
incident-merged = Arbetet fortsätter i en annan händelse
incident-reports = Rapporter
incident-reports-empty = Inga rapporter är kopplade.
incident-factors = Bidragande förutsättningar
incident-factors-empty = Inga är beskrivna än.
incident-hindered = Gjorde det svårt
incident-helped = Hjälpte
incident-actions = Åtgärder
incident-actions-empty = Inga åtgärder än.
incident-action-owner = Ansvarig roll
incident-action-due = Klar senast
incident-action-strength = Styrka
incident-action-effect = Effekt
incident-action-overdue = över tiden
incident-timeline = Händelseförlopp
incident-timeline-empty = Inget är beskrivet än.
incident-timeline-corrected = Rättad senare
incident-history = Vad som har gjorts
incident-history-empty = Inget än.

## Trender

trends-title = Trender
trends-lead = Rapporter per månad, efter när de kom in.
trends-neutral = Fler rapporter betyder oftast att fler berättar, inte att det har blivit farligare. Färre kan betyda att det blivit svårare att berätta.
trends-by = Dela upp efter
trends-by-none = Allt tillsammans
trends-by-kind = Typ
trends-by-category = Område
trends-by-unit = Verksamhet
trends-unit = Verksamhet
trends-from = Från och med
trends-to = Till och med
trends-month-hint = ÅÅÅÅ-MM
trends-show = Visa
trends-total = Alla rapporter
trends-unsaid = Inte angivet
trends-parts = Uppdelat efter { $by }
trends-parts-scale = Samma skala i alla diagram, så att de går att jämföra.
trends-chart-desc = { $months } månader, { $first } till { $last }: sammanlagt { $total } rapporter. I hela månader mellan { $least } och { $most }.
trends-chart-incomplete = Den sista månaden pågår än; stapeln är streckad.
trends-sum = { $total } sammanlagt
trends-table = Siffrorna som tabell
trends-table-month = Månad
trends-table-total = Alla
trends-table-incomplete = pågår
trends-csv = Hämta som CSV
trends-empty = Inga rapporter i den här perioden.
trends-undated = { $count } rapporter utan känd månad är inte med.
trends-period-wrong = Perioden går inte att läsa. Skriv ÅÅÅÅ-MM, den första månaden först.

## Logga in

signin-title = Logga in
signin-lead = För dig som är samordnare, analytiker eller har ett annat uppdrag här. Den som rapporterar behöver inte logga in.
signin-token = Din nyckel
signin-token-hint = Du har fått den av den som sköter Tillbud hos er.
signin-send = Logga in
signin-wrong = Nyckeln stämmer inte, eller har slutat gälla. Prova igen, eller be om en ny.

## Fel

error-report-instead = Vill du rapportera något? Det går alltid bra här.
error-to-start = Till formuläret
error-sign-in = Logga in
error-code = Felkod { $status }

## Ord för koder

kind-incident = Något hände
kind-near_miss = Något höll på att hända
kind-unsafe_condition = Något kan hända
kind-good_catch = Något gick bra, värt att lära av
status-short-received = Ny
status-short-acknowledged = Läst
status-short-linked = Del av händelse
status-short-declined = Besvarad
status-short-rerouted = Hänvisad
status-short-erased = Raderad
stage-opened = Öppnad
stage-triaged = Bedömd
stage-local_fix = Ordnas på plats
stage-analysis = Analys pågår
stage-analysed = Analyserad
stage-awaiting_theme = Väntar på att analyseras med liknande
stage-actions_decided = Åtgärder beslutade
stage-implementing = Åtgärder genomförs
stage-verifying = Effekten följs upp
stage-closed = Avslutad
stage-merged = Sammanförd med en annan
severity-none = Ingen skada
severity-minor = Lindrig
severity-moderate = Måttlig
severity-major = Betydande
severity-catastrophic = Katastrofal
response-local_fix = Ordnas på plats
response-after_action_review = Gemensam genomgång efteråt
response-full_analysis = Fördjupad analys
response-aggregate_theme = Samlas med liknande till ett tema
element-task = Uppgiften
element-tools_and_technology = Verktyg och teknik
element-organisation = Organisation
element-physical_environment = Fysisk miljö
element-external_requirements = Krav utifrån
element-cooperation_and_handover = Samarbete och överlämning
element-information_and_instruction = Information och instruktion
element-peoples_conditions = Människors förutsättningar
strength-stronger = Starkare
strength-intermediate = Medelstark
strength-weaker = Svagare
action-proposed = Föreslagen
action-decided = Beslutad
action-implemented = Genomförd
action-assessed = Effekten bedömd
action-verified = Effekten bekräftad
action-abandoned = Avslutad, kvarvarande risk accepterad
channel-manager = chefen
channel-hr = HR
channel-whistleblowing = visselblåsarkanalen
channel-security_protection = säkerhetsskyddschefen
channel-other_organisation = en annan organisation
role-reporter = den som rapporterade
role-coordinator = samordnare
role-analyst = analytiker
role-action_owner = åtgärdsansvarig
role-data_protection_officer = dataskyddsombud
role-manager = chef
role-auditor = granskare
role-administrator = administratör
role-independent = oberoende mottagare
role-system = Tillbud
purpose-triage = för att bedöma vad rapporten gäller
purpose-dialogue = för att ställa frågor eller ge återkoppling
purpose-analysis = för att förstå vad som bidrog
purpose-de_identification = för att göra en avskrift utan uppgifter om personer
purpose-legal_duty = för att en lag kräver det
media-jpeg = Bild (JPEG)
media-png = Bild (PNG)
media-webp = Bild (WebP)
media-heic = Bild (HEIC)
media-pdf = Dokument (PDF)
media-docx = Dokument (Word)
media-xlsx = Kalkylblad (Excel)
media-pptx = Presentation (PowerPoint)
media-text = Text
media-other = Fil
yes = Ja
no = Nej
lang-sv = svenska
lang-en = engelska
event-incident-opened = Händelsen öppnades
event-incident-report_linked = En rapport kopplades
event-incident-report_unlinked = En rapport kopplades bort
event-incident-merged_into = Arbetet fördes över till en annan händelse
event-incident-unmerged = Händelsen står för sig själv igen
event-incident-absorbed = En annan händelse fördes hit
event-incident-released = En händelse som förts hit står för sig själv igen
event-incident-triaged = Händelsen bedömdes
event-incident-assessment_decided = Anmälningsplikt enligt lag prövades
event-incident-response_chosen = Arbetssätt valdes
event-incident-timeline_item_added = Förloppet fylldes på
event-incident-factor_identified = En bidragande förutsättning beskrevs
event-incident-analysis_completed = Analysen blev klar
event-incident-action_added = En åtgärd föreslogs
event-incident-closed = Händelsen avslutades
event-incident-reopened = Händelsen öppnades igen
event-incident-wording_kept = Ord som språkkontrollen pekade på behölls
event-report-received = En rapport kom in
event-report-imported = En rapport hämtades från ett annat register
event-report-acknowledged = En rapport lästes
event-report-question_asked = En fråga ställdes till den som rapporterade
event-report-reply_received = Ett svar kom in
event-report-feedback_given = Återkoppling gavs
event-report-declined = En rapport besvarades utan vidare arbete
event-report-rerouted = En rapport hänvisades vidare
event-report-linked = En rapport kopplades
event-report-unlinked = En rapport kopplades bort
event-report-attachment_added = En fil lades till en rapport
event-report-original_opened = Någon läste rapportens egna ord
event-report-copy_approved = En avskrift utan uppgifter om personer godkändes
event-report-experience_shared = Den som rapporterade berättade hur det var
event-report-wording_kept = Ord som språkkontrollen pekade på behölls
event-report-erased = Orden i en rapport raderades
event-action-proposed = En åtgärd föreslogs
event-action-decided = En åtgärd beslutades
event-action-rescheduled = En åtgärd fick ett nytt datum
event-action-implemented = En åtgärd genomfördes
event-action-effect_assessed = Effekten av en åtgärd bedömdes
event-action-verified = Effekten av en åtgärd bekräftades
event-action-abandoned = En åtgärd avslutades och kvarvarande risk accepterades
event-concern-raised = En signal till den oberoende mottagaren kom in
event-concern-answered = Den oberoende mottagaren svarade
month-1 = januari
month-2 = februari
month-3 = mars
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = augusti
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
date-month = { $month } { $year }
date-day = { $day } { $month } { $year }
date-minute = { $day } { $month } { $year } kl. { $clock }

## Appen

install-description = Berätta vad som hände, eller höll på att hända. Anonymt, utan att logga in.

## Problem: till sidor och till program

problem-bad-request-title = Det gick inte att läsa det som skickades
problem-bad-request = Ladda om sidan och prova igen.
problem-invalid-title = Något behöver ändras
problem-invalid = Se över fälten och skicka igen.
problem-wording-title = Några ord behöver ses över
problem-wording = Texten innehåller ord som kan peka ut någon. Skriv om den, eller skicka med ett skäl i fältet kept_wording.
problem-sign-in-title = Du behöver logga in
problem-sign-in = Det här är för den som har ett uppdrag här.
problem-forbidden-title = Det här är inte öppet för din roll
problem-forbidden = Behöver du det i ditt arbete? Fråga den som sköter Tillbud hos er.
problem-unknown-receipt-title = Koden leder inte till någon rapport
problem-unknown-receipt = Det finns ingen rapport med den koden. Kontrollera tecknen – O läses som 0, I och L som 1.
problem-not-found-title = Det du söker finns inte här
problem-not-found = Kontrollera adressen. Det kan ha flyttats eller raderats.
problem-method-not-allowed-title = Så går det inte att göra här
problem-method-not-allowed = Adressen finns, men tar inte emot det på det sättet.
problem-cross-site-title = Formuläret kom från en annan webbplats
problem-cross-site = Inget har ändrats. Öppna Tillbud själv och gör om det där.
problem-too-large-title = Det som skickades är för stort
problem-too-large = Korta texten och skicka igen.
problem-not-json-title = Formatet går inte att läsa
problem-not-json = Skicka JSON, med Content-Type: application/json.
problem-rejected-title = Det går inte att göra nu
problem-rejected = Se efter hur långt det har kommit, och prova igen.
problem-idempotency-key-reused-title = Nyckeln är redan använd
problem-idempotency-key-reused = Samma Idempotency-Key kom med ett annat innehåll. Använd en ny nyckel för en ny begäran.
problem-precondition-failed-title = Någon annan hann före
problem-precondition-failed = Det har ändrats sedan du läste det. Ladda om, se vad som är nytt och prova igen.
problem-conflict-title = Någon annan hann före
problem-conflict = Det ändrades i samma ögonblick. Ladda om, se vad som är nytt och prova igen.
problem-unavailable-title = Tillbud går inte att nå just nu
problem-unavailable = Prova igen om en stund. Ring 112 om någon är i fara.
problem-busy-title = Mycket på gång just nu
problem-busy = Prova igen om en liten stund. Det går bra att rapportera under tiden. Ring 112 om någon är i fara.
problem-proof-of-work-title = Många skickar just nu
problem-proof-of-work = Ingenting är sparat än. Skicka samma sak igen med svaret på challenge i Proof-Of-Work; hur det räknas ut står i /api/v1/openapi.json. Eller vänta så länge som Retry-After säger och skicka challenge som den är.
problem-internal-title = Något gick snett hos oss
problem-internal = Det beror inte på dig. Prova igen om en stund.

## Vad som behöver ändras i ett fält

field-empty = Fältet är tomt. Skriv något först.
field-too-long = Texten är längre än { $max } tecken. Korta den.
field-null-character = Texten innehåller ett tecken som inte går att spara. Skriv om den raden.
field-date = Datumet går inte att läsa. Skriv ÅÅÅÅ, ÅÅÅÅ-MM, ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM-DDTtt:mm, mellan 1900 och 2100.
field-day = Skriv en dag som ÅÅÅÅ-MM-DD.
field-not-one-of = Välj ett av: { $values }.
field-category = Välj ett område i listan på /api/v1/lists.
field-national-security = Nivå 4 gäller Sveriges säkerhet. Skriv inget om det här; vänd dig till säkerhetsskyddschefen.
field-level = Nivån är 0, 1, 2 eller 3.
field-id = Det här är inte ett id (UUID).
field-too-many = Högst { $max } får vara med.
field-month = Skriv en månad som ÅÅÅÅ-MM.
field-missing = Fältet behövs.
field-unknown = Det fältet finns inte här. Ta bort det.
field-wrong-type = Fältet har fel slags värde.
field-wording = ”{ $words }” kan peka ut någon. { $suggestion }
malformed-json = Innehållet är inte giltig JSON: rad { $line }, tecken { $column }.
malformed-body = Innehållet kom inte fram helt. Skicka igen.
malformed-form = Formuläret gick inte att läsa. Ladda om sidan och prova igen.
malformed-encoding = Texten kom inte fram som UTF-8, och då kan bokstäver som å, ä och ö bli fel. Ladda om sidan och skicka igen.
malformed-query = Frågan i adressen går inte att läsa. Jämför med /api/v1/openapi.json.
malformed-limit = limit är 1 till { $max }.
malformed-cursor = after är värdet next från en tidigare sida, oförändrat.
malformed-format = format är csv.
malformed-if-match = If-Match är ETag från ett tidigare svar, inom citattecken, till exempel "3".
malformed-idempotency-key = Idempotency-Key är 1 till { $max } synliga ASCII-tecken.

## Varför en regel säger nej

rejection-report-unknown = Rapporten finns inte.
rejection-report-already-received = Rapporten är redan mottagen.
rejection-report-no-dialogue = Rapporten kommer från ett annat register; ingen har en kod till den.
rejection-report-already-declined = Rapporten är redan besvarad utan vidare arbete.
rejection-report-already-rerouted = Rapporten är redan hänvisad vidare.
rejection-report-part-of-incident = Rapporten är del av händelsen { $incident }. Koppla bort den först.
rejection-report-not-part-of-incident = Rapporten är inte del av den händelsen.
rejection-report-erased = Orden i rapporten är raderade. Inget mer kan läggas till.
rejection-report-too-many-attachments = En rapport kan ha högst { $max } filer.
rejection-report-copy-changed = Någon annan har godkänt en avskrift under tiden (version { $revision }). Läs den först.
rejection-report-decision-missing = Ange vilket beslut som raderingen bygger på.
rejection-concern-unknown = Den signalen finns inte.
rejection-incident-unopened = Händelsen finns inte.
rejection-incident-already-opened = Händelsen är redan öppnad.
rejection-incident-already-closed = Händelsen är avslutad. Öppna den igen först.
rejection-incident-not-closed = Händelsen är inte avslutad.
rejection-incident-merged-elsewhere = Arbetet fortsätter i händelsen { $incident }.
rejection-incident-not-merged = Händelsen är inte sammanförd med någon annan.
rejection-incident-not-absorbed = Den händelsen har inte förts hit.
rejection-incident-absorbed-here = Händelsen { $incident } är förd hit. Låt den stå för sig själv först.
rejection-incident-merged-into-itself = En händelse kan inte föras in i sig själv.
rejection-incident-no-reports = En händelse öppnas från minst en rapport.
rejection-incident-too-many-reports = Händelsen har så många rapporter som den kan ha.
rejection-incident-report-not-linked = Rapporten är inte kopplad till händelsen.
rejection-incident-potential-below-actual = Följden som var möjlig kan inte vara lindrigare än den som blev.
rejection-incident-too-many-assets = Bedömningen nämner för många informationstillgångar.
rejection-incident-not-triaged = Bedöm händelsen först.
rejection-incident-assessment-not-triggered = Ingen prövning enligt { $regime } begärdes vid bedömningen.
rejection-incident-already-assessed = Prövningen enligt { $regime } har redan det utfallet.
rejection-incident-unknown-item = Den punkten finns inte i förloppet.
rejection-incident-too-many-factors = Händelsen har så många förutsättningar som den kan ha.
rejection-incident-no-analysis-chosen = Välj ett arbetssätt med analys först.
rejection-incident-already-analysed = Analysen är redan klar.
rejection-incident-no-factors = Beskriv minst en bidragande förutsättning först.
rejection-incident-too-many-actions = Händelsen har så många åtgärder som den kan ha.
rejection-incident-not-ready-to-close = Något återstår innan händelsen kan avslutas.
rejection-action-unproposed = Åtgärden finns inte.
rejection-action-already-proposed = Åtgärden är redan föreslagen.
rejection-action-already-decided = Åtgärden är redan beslutad.
rejection-action-not-decided = Besluta åtgärden först.
rejection-action-already-implemented = Åtgärden är redan genomförd.
rejection-action-not-implemented = Åtgärden behöver genomföras först.
rejection-action-not-assessed = Bedöm åtgärdens effekt först.
rejection-action-already-assessed = Effekten är redan bedömd så: { $effect }. Bedöm den igen när ni ser något annat.
rejection-action-effect-not-shown = Effekten kan inte bekräftas så länge bedömningen är: { $effect }.
rejection-action-owner-cannot-verify = En annan roll än den ansvariga bekräftar effekten.
rejection-action-weak-plan-without-reason = Planen har bara svagare åtgärder. Skriv hur ni har tänkt.
rejection-action-already-verified = Effekten är redan bekräftad.
rejection-action-already-abandoned = Åtgärden är redan avslutad.
gate-triage = Bedöm händelsen.
gate-response = Välj ett arbetssätt.
gate-analysis = Gör analysen klar.
gate-feedback = Ge återkoppling på rapporten { $report }.
gate-assessment = Pröva anmälningsplikten enligt { $regime }.
gate-action = Bekräfta effekten av åtgärden { $action }, eller avsluta den.
gate-weak-plan-reason = Skriv hur ni har tänkt när planen bara har svagare åtgärder.
regime-gdpr = dataskyddsförordningen (GDPR)
regime-nis2 = cybersäkerhetslagen (NIS2)
effect-improved = det blev bättre
effect-no_evidence_yet = syns inte än
effect-worse = det blev sämre
effect-cannot_tell = går inte att avgöra

## Filer

report-files = Foton eller dokument?
report-files-hint = Högst { $max } filer på 20 MB. Plats, datum, namn och annat som följer med en fil tas bort innan den sparas. Det som syns i bilden eller står i texten blir kvar.
report-keep-original = Skicka den ändå, förseglad som den är
report-keep-original-hint = Då kan filen berätta var och när den gjordes och på vilken dator eller telefon. Den lagras krypterad och visas bara för den som får öppna originalet.
form-files-again = Välj filerna igen: webbläsaren låter oss inte fylla i dem åt dig.
form-files-broken = Filerna kom inte fram hela. Försök en gång till.
form-files-too-large = Filerna är för stora tillsammans. Skicka färre, eller mindre.
file-numbered = Fil { $number }: { $why }
file-empty = Filen är tom. Välj en annan.
file-too_large = Filen är större än 20 MB. Skicka en mindre, till exempel en skärmbild.
file-too_large_unpacked = Filen blir för stor när den packas upp. Skicka en mindre.
file-too_many_parts = Filen har för många delar. Skicka en enklare, till exempel som PDF.
file-unknown_format = Den sortens fil går inte att rensa från uppgifter. Skicka JPEG, PNG, WebP, PDF, DOCX, XLSX, PPTX eller ren text.
file-old_office = Äldre Office-filer går inte att rensa. Spara den som DOCX, XLSX, PPTX eller PDF och skicka den.
file-damaged = Filen är skadad och går inte att läsa. Spara den på nytt och skicka den igen.
file-encrypted = Filen är låst med lösenord. Ta bort lösenordet och skicka den igen.
file-macros = Filen innehåller makron. Spara den utan makron och skicka den igen.
file-uncleanable = Filen innehåller något som inte går att rensa. Spara den som PDF eller som bild.
file-no_decoder = HEIC-bilder går inte att rensa här. Skicka fotot som JPEG (iPhone: Inställningar, Kamera, Format, Mest kompatibelt) eller en skärmbild av det.
file-unreadable = Filen går inte att läsa inom rimlig tid. Spara den på nytt, gärna som PDF eller bild, och skicka den igen.
file-infected = Virusskyddet hittade något i filen, så den sparas inte. Skicka en skärmbild i stället.
file-too_many = En rapport kan ha högst { $max } filer.
file-away = Filer går inte att ta emot just nu. Försök igen om en stund, eller skicka rapporten utan filer och lägg till dem sedan med din kod.
status-files = Filer
status-files-none = Inga filer.
status-files-add = Lägg till filer
status-files-send = Skicka filerna
status-files-thanks = Filerna är mottagna.
files-size = { $kibibytes } kB
files-cleaned = uppgifter om plats, kamera och författare är borttagna
files-uncleaned = inte rensad, sparad som den kom
deskreport-files-hint = Hämtas som fil. Öppna originalet först: den som rapporterade ser att det har öppnats, och varför.
problem-file-title = Filen togs inte emot
problem-file = Se vad som står om filen och skicka igen.
problem-not-opened-title = Öppna originalet först
problem-not-opened = En fil hör till originalet. Ange varför du öppnar det, så kan du hämta filen resten av dagen.

## Sökning
nav-search = Sök
search-title = Sök
search-label = Sök efter
search-hint = Ord eller delar av ord, minst tre tecken. Alla orden ska stå i samma text. Skriv "inom citattecken" för ord som står tillsammans.
search-do = Sök
search-begin = Skriv vad du letar efter. Den som skriver olycka hittar också fallolyckan.
search-where = Var
search-all = Allt
search-in-incidents = Händelser
search-in-reports = Rapporter
search-in-copies = Avskrifter
search-in-originals = I rapporternas egna ord
search-originals-hint = Här står bara vilka rapporter orden finns i. Öppna rapporten för att läsa dem.
search-nothing = Inget hittades.
search-more = Fler träffar
search-first = Till de nyaste
search-left-out = Ord med färre än tre tecken togs inte med i sökningen.
field-search-empty = Skriv vad du letar efter.
field-search-short = Skriv minst ett ord med tre tecken eller fler.
field-search-long = Skriv högst { $max } tecken.
field-search-many = Skriv högst { $max } ord.

## Urval
filter-mark = Märkta
filter-from = Från och med
filter-until = Till och med
filter-files = Hämta urvalet som fil
filter-columns = Kolumner
filter-csv = Hämta CSV
filter-xlsx = Hämta Excel
views-title = Sparade urval
views-save = Spara urvalet
views-name = Namn på urvalet
views-do = Spara
views-remove = Ta bort { $name }
mark-feedback_owed = Väntar på återkoppling
mark-reply_waiting = Svar att läsa
mark-urgent = Brådskande
incidents-empty-filtered = Inga händelser passar urvalet.
malformed-rows = En Excel-fil kan ha högst { $max } rader. Begränsa urvalet, eller hämta det som CSV.
column-received = Kom in
column-status = Läge
column-kind = Typ
column-unit = Verksamhet
column-happened = Hände
column-urgent = Brådskande
column-feedback_owed = Väntar på återkoppling
column-reply_waiting = Svar att läsa
column-words = Avskrift
column-incident = Händelsens id
column-report = Rapportens id
column-opened = Öppnades
column-title = Händelse
column-stage = Läge
column-category = Kategori
column-actual = Faktisk följd
column-potential = Möjlig följd
column-response = Arbetssätt
column-reports = Rapporter
column-actions_open = Pågående åtgärder
column-closed = Avslutades
column-outcome = Vad det ledde till
column-summary = Lärdom
