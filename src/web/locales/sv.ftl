# Alla texter på svenska. Fråga vad och hur, aldrig vem och varför; ord och begrepp står i vokabulären.

## Ram

skip = Hoppa till innehållet
nav-label = Sidor
nav-report = Rapportera
nav-receipt = Följ en rapport
nav-desk = Rapporter
nav-incidents = Händelser
nav-trends = Trender
nav-sign-in = Logga in som medarbetare med uppdrag
nav-sign-out = Logga ut
language-label = Språk
footer-promise = Inga kakor för den som rapporterar, inget från andra webbplatser, ingen spårning.

## Rapportera

report-title = Berätta vad som hände
report-lead = Du behöver inte logga in eller säga vem du är. Ett fält räcker.
report-trust-anonymous = Anonymt
report-trust-anonymous-text = Vi frågar inte vem du är och sparar varken ip-adress eller uppgifter om din telefon eller dator. Tiden sparas bara per timme.
report-trust-code = Du får en kod
report-trust-code-text = Med den följer du vad som händer och får veta vad rapporten ledde till.
report-trust-learning = Det används för att lära
report-trust-learning-text = Det som gjorde det svårt att göra rätt går att ändra. Därför frågar vi vad och hur.
report-narrative = Vad hände – eller höll på att hända?
report-narrative-hint = Skriv som du skulle berätta för en kollega. Skriv gärna roller i stället för namn, till exempel ”vikarien” eller ”den boende”.
report-urgent = Någon kan komma till skada nu
report-urgent-hint = Ring 112 först om någon är i fara. Kryssa sedan här, så läses rapporten före de andra.
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
report-after = När du har skickat får du en kod. Ingen annan än du kan koppla den till dig.
report-elsewhere = Gäller det ett allvarligt missförhållande som du vill larma om med lagens skydd? Då finns organisationens visselblåsarkanal.
report-other-language = Visa formuläret på engelska
report-other-language-hint = Det du har skrivit följer med.

## Fel i ett formulär

problem-summary-title = Något behöver ändras innan det kan skickas
problem-narrative-empty = Skriv några ord om vad som hände. Det är det enda som behövs.
problem-empty = Fältet är tomt. Skriv något först.
problem-too_long = Texten är längre än { $max } tecken. Korta den, eller dela upp den och skicka resten med koden.
problem-null_character = Texten innehåller ett tecken som inte går att spara. Skriv om den raden.
problem-unknown = Välj något av det som finns i listan, eller hoppa över frågan.
problem-date = Datumet går inte att läsa. Välj i listan, eller hoppa över frågan.
problem-sent-before = En rapport från det här formuläret är redan mottagen. Vill du skicka den här texten som en ny rapport? Tryck på Skicka rapporten en gång till.
problem-other = Det går inte att läsa det som står här. Skriv om det, eller hoppa över frågan.

## Mottagen

received-title = Tack. Rapporten är mottagen.
received-urgent = Rapporten ligger nu överst. Ring 112 om någon är i fara – här sitter ingen beredd att rycka ut.
received-code = Din kod
received-code-spoken = Koden, tecken för tecken: { $code }
received-keep = Spara koden. Skriv av den, ta en skärmbild eller skriv ut sidan.
received-keep-why = Den är enda vägen tillbaka till din rapport. Ingen kan ta fram den åt dig, inte heller vi.
received-copy = Kopiera koden
received-copied = Koden är kopierad
received-follow = Se rapporten nu
received-next = Det här händer nu
received-next-read = Inom { $days } arbetsdagar
received-next-read-text = En samordnare läser rapporten.
received-next-question = Om något behöver redas ut
received-next-question-text = Då ligger en fråga och väntar där du skriver in koden. Du väljer själv om du vill svara.
received-next-feedback = Inom { $days } dagar
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

status-title = Din rapport
status-received = Mottagen
status-received-text = Rapporten väntar på att läsas. Det brukar ta högst { $days } arbetsdagar.
status-acknowledged = Läst
status-acknowledged-text = En samordnare har läst rapporten och tar ställning till hur arbetet går vidare.
status-linked = Arbete pågår
status-linked-text = Rapporten är del av en händelse. Nu tar vi reda på vad som gjorde det svårt, vad som hjälpte och vad som behöver ändras.
status-closed = Klart
status-closed-text = Arbetet är avslutat. Här nedanför står vad det ledde till.
status-declined = Läst och besvarad
status-declined-text = Vi går inte vidare med den här gången. Här nedanför står hur vi har tänkt.
status-rerouted = Hänvisad vidare
status-rerouted-text = Rapporten hör hemma på ett annat ställe: { $channel }. Här nedanför står hur du kommer dit.
status-steps = Så långt har det kommit
status-step-done = klart
status-step-now = här är vi nu
status-dialogue = Meddelanden
status-dialogue-empty = Inga meddelanden än.
status-question = Fråga till dig
status-reply = Du skrev
status-feedback = Återkoppling
status-reply-label = Svara, eller lägg till något
status-reply-hint = Du väljer själv. Du är fortfarande anonym.
status-reply-send = Skicka
status-reply-thanks = Tack, det du skrev är mottaget.
status-own = Det du skrev
status-code = Din kod är { $code }
status-leave = Stäng sidan när du är klar om fler använder samma skärm.
erased = Texten är raderad.

## Rapporter (samordnare)

desk-title = Rapporter
desk-lead = Nyast först. Brådskande rapporter är märkta.
desk-counts = Antal efter läge
desk-all = Alla
desk-filter = Filtrera
desk-filter-status = Läge
desk-filter-kind = Slag
desk-filter-unit = Verksamhet
desk-filter-any = Alla
desk-filter-show = Visa
desk-filter-clear = Rensa
desk-empty = Inga rapporter här.
desk-empty-filtered = Inga rapporter passar filtret.
desk-next = Äldre rapporter
desk-first = Till de nyaste
desk-urgent = Brådskande
desk-kind-unsaid = Slag inte angivet
desk-unit-unsaid = Plats inte angiven
desk-feedback-owed = Väntar på återkoppling
desk-received = Kom in { $day }
desk-open-report = Öppna rapporten

deskreport-title = Rapport
deskreport-back = Till rapporterna
deskreport-narrative = Vad hände – eller höll på att hända?
deskreport-hindered = Vad gjorde det svårt att göra rätt just då?
deskreport-helped = Vad hjälpte, eller gjorde att det inte blev värre?
deskreport-facts = Uppgifter
deskreport-status = Läge
deskreport-kind = Slag
deskreport-received = Kom in
deskreport-happened = Hände
deskreport-unit = Verksamhet
deskreport-place = Plats
deskreport-system = System
deskreport-ongoing = Pågår fortfarande
deskreport-language = Skriven på
deskreport-source = Källa
deskreport-unsaid = Inte angivet
deskreport-incident = Händelse
deskreport-open-incident = Visa händelsen
deskreport-no-incident = Inte del av någon händelse
deskreport-dialogue = Meddelanden
deskreport-from-reporter = Den som rapporterade
deskreport-question = Fråga från samordnare
deskreport-feedback = Återkoppling från samordnare

incidents-title = Händelser
incidents-lead = Det som det arbetas med nu.
incidents-empty = Ingen händelse är öppen just nu.
incidents-reports = { $count ->
    [one] 1 rapport
   *[other] { $count } rapporter
}
incidents-actions = { $count ->
    [one] 1 åtgärd öppen
   *[other] { $count } åtgärder öppna
}
incidents-overdue = { $count ->
    [one] 1 åtgärd över tiden
   *[other] { $count } åtgärder över tiden
}
incidents-opened = Öppnad { $day }

## En händelse

incident-back = Till händelserna
incident-facts = Uppgifter
incident-stage = Läge
incident-opened = Öppnad
incident-category = Område
incident-unit = Verksamhet
incident-actual = Följd som blev
incident-potential = Följd som var möjlig
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
incident-action = Åtgärd
incident-action-state = Läge
incident-action-owner = Ansvarig roll
incident-action-due = Klar senast
incident-action-strength = Styrka
incident-action-none = –
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
trends-by-kind = Slag
trends-by-category = Område
trends-by-unit = Verksamhet
trends-unit = Verksamhet
trends-unit-all = Alla
trends-from = Från och med
trends-to = Till och med
trends-month-hint = ÅÅÅÅ-MM
trends-show = Visa
trends-total = Alla rapporter
trends-unsaid = Inte angivet
trends-parts = Uppdelat efter { $by }
trends-parts-scale = Samma skala i alla diagram, så att de går att jämföra.
trends-chart-desc = { $months } månader, { $first } till { $last }: sammanlagt { $total } rapporter, mellan { $least } och { $most } i månaden.
trends-chart-incomplete = Den sista månaden pågår än; stapeln är streckad.
trends-chart-axis = rapporter
trends-sum = { $total } sammanlagt
trends-table = Siffrorna som tabell
trends-table-month = Månad
trends-table-total = Alla
trends-table-incomplete = pågår
trends-csv = Hämta som CSV
trends-empty = Inga rapporter i den här perioden.
trends-period-wrong = Perioden går inte att läsa. Skriv ÅÅÅÅ-MM, första månaden först, högst { $max } månader.

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
error-code = Kod { $status }
error-400-title = Det gick inte att läsa det som skickades
error-400-text = Gå tillbaka och prova igen. Hjälper det inte, ladda om sidan först.
error-401-title = Du behöver logga in
error-401-text = Sidan är för den som har ett uppdrag här.
error-403-title = Den här sidan är inte öppen för din roll
error-403-text = Behöver du den i ditt arbete? Fråga den som sköter Tillbud hos er.
error-404-title = Sidan finns inte
error-404-text = Kontrollera adressen. Det du söker kan ha flyttats eller raderats.
error-405-title = Så går det inte att göra här
error-405-text = Gå till formuläret och börja därifrån.
error-409-title = Någon annan hann före
error-409-text = Ladda om sidan, se vad som har ändrats och prova igen.
error-413-title = Det som skickades är för stort
error-413-text = Gå tillbaka, korta texten och skicka igen.
error-415-title = Formatet går inte att läsa
error-415-text = Gå till formuläret och börja därifrån.
error-422-title = Det gick inte att göra
error-422-text = Gå tillbaka och se över det du skrev.
error-429-title = Många vill komma fram just nu
error-429-text = Vänta en minut och skicka igen. Gå tillbaka i webbläsaren, så finns texten kvar.
error-500-title = Något gick snett hos oss
error-500-text = Det beror inte på dig. Prova igen om en stund.
error-503-title = Tillbud är inte i gång just nu
error-503-text = Prova igen om en stund. Gå tillbaka i webbläsaren, så finns det du skrev kvar. Ring 112 om någon är i fara.

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
stage-opened = Öppnad
stage-triaged = Bedömd
stage-responding = Arbete pågår
stage-analysed = Analyserad
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
role-system = Tillbud
yes = Ja
no = Nej
lang-sv = svenska
lang-en = engelska
event-incident-opened = Händelsen öppnades
event-incident-report_linked = En rapport kopplades
event-incident-report_unlinked = En rapport kopplades loss
event-incident-merged_into = Arbetet fördes över till en annan händelse
event-incident-unmerged = Händelsen står för sig själv igen
event-incident-absorbed = En annan händelse fördes hit
event-incident-released = En händelse som förts hit står för sig själv igen
event-incident-triaged = Bedömdes
event-incident-assessment_decided = Anmälningsplikt enligt lag prövades
event-incident-response_chosen = Arbetssätt valdes
event-incident-timeline_item_added = Förloppet fylldes på
event-incident-factor_identified = En bidragande förutsättning beskrevs
event-incident-analysis_completed = Analysen blev klar
event-incident-action_added = En åtgärd föreslogs
event-incident-closed = Händelsen avslutades
event-incident-reopened = Händelsen öppnades igen
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
