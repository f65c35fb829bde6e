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
status-taken_up_again = Din rapport är upptagen igen
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
deskreport-from-taken_up_again = Upptagen igen av samordnare
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
incidents-followed = Bara det jag följer
incidents-followed-empty = Du följer inga händelser här. Öppna en händelse och välj Följ.
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
trends-category = Område
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

## Diagram med gränser

chart-none = Allt ryms inom det som slumpen brukar ge.
chart-outside-high = { $count ->
    [one] En punkt ligger över den övre gränsen: { $to }.
   *[other] { $count } punkter ligger över den övre gränsen, den första { $from } och den senaste { $to }.
}
chart-outside-low = { $count ->
    [one] En punkt ligger under den nedre gränsen: { $to }.
   *[other] { $count } punkter ligger under den nedre gränsen, den första { $from } och den senaste { $to }.
}
chart-long-run = { $count } punkter i rad ligger på samma sida om mittlinjen ({ $from } till { $to }); slumpen ger sällan fler än { $bound }. Nivån har troligen ändrats.
chart-few-crossings = Linjen korsar mitten { $count } gånger ({ $from } till { $to }); slumpen ger sällan färre än { $bound }. Nivån har troligen ändrats.
chart-shift-high = { $count } punkter hör till en följd om minst sju över medelvärdet, den senaste { $to }.
chart-shift-low = { $count } punkter hör till en följd om minst sju under medelvärdet, den senaste { $to }.
chart-trend-up = { $count } punkter hör till en stigande följd om minst sju, den senaste { $to }.
chart-trend-down = { $count } punkter hör till en fallande följd om minst sju, den senaste { $to }.
chart-near-high = { $count } punkter ligger nära den övre gränsen, två av tre i rad, den senaste { $to }.
chart-near-low = { $count } punkter ligger nära den nedre gränsen, två av tre i rad, den senaste { $to }.
chart-insufficient = För få punkter för att säga något: { $count }. Bara värdena visas.
chart-centre-only = För få punkter för gränser: { $count }, och det behövs 10. Mittlinjen visas.
chart-no-variation = Alla värden är lika, så det finns ingen variation att bedöma.
chart-too-short = Gränserna bygger på bara { $count } punkter och duger endast till att jämföra med andra verktyg.
chart-trial = Gränserna är på prov: de bygger på { $count } punkter.
chart-provisional = Gränserna är preliminära: de bygger på { $count } punkter, och 20 är bättre.
chart-few-events = Det händer för sällan för den här sortens diagram, som då ofta larmar i onödan. Tiden mellan händelserna säger mer.
chart-small-denominator = Någon period har så litet underlag att mindre än en händelse var att vänta.
chart-tied-times = Flera händelser har samma tidpunkt. Noggrannare tider, eller dagar mellan händelserna, säger mer.
chart-short-baseline = Utgångsläget bygger på färre än 12 punkter, och nya punkter larmar då oftare i onödan.
chart-asks = En signal är en fråga: något har ändrats, men diagrammet säger inte varför.
chart-summary = { $points } punkter. Mittlinje { $centre }, gränser { $lower } till { $upper }.
chart-summary-centre = { $points } punkter. Mittlinje { $centre }.
chart-summary-values = { $points } punkter.
chart-table = Alla punkter som tabell
chart-column-point = Period
chart-column-value = Värde
chart-column-centre = Mittlinje
chart-column-lower = Nedre gräns
chart-column-upper = Övre gräns
chart-column-signal = Signal
chart-point-outside = utanför gränserna
chart-point-runs = i en ovanlig följd
chart-point-excluded = inte med i beräkningen
chart-point-incomplete = pågår
chart-point-missing = inte mätt
chart-point-not-applicable = inget att dela med

## Logga in

signin-title = Logga in
signin-lead = För dig som är samordnare, analytiker eller har ett annat uppdrag här. Den som rapporterar behöver inte logga in.
signin-token = Din nyckel
signin-token-hint = Du har fått den av den som sköter Tillbud hos er.
signin-send = Logga in
signin-wrong = Nyckeln stämmer inte, eller har slutat gälla. Prova igen, eller be om en ny.

## Konton och åtkomst

nav-access = Åtkomst
nav-account = Ditt konto
frame-role = Du är här som { $role }
frame-role-change = Byt roll
signin-name = Namn att logga in med
signin-password = Lösenord
signin-code = Engångskod
signin-code-hint = Bara om du har slagit på engångskoder. Efter fem felaktiga koder väntar vi en kvart.
signin-with-token = Logga in med en nyckel i stället
signin-with-password = Logga in med namn och lösenord i stället
signin-wrong-password = Namnet, lösenordet eller koden stämmer inte. Prova igen. Om du inte kommer in kan en administratör hjälpa dig.
signin-no-role = Du är inloggad men har ingen roll här just nu. Be en administratör att ge dig en.
signin-with-service = Logga in med { $service }
anew-service = Fortsätt till inloggningen
provider-title = Du blev inte inloggad
provider-unavailable = Inloggningstjänsten svarar inte som den ska just nu. Prova igen om en stund. Hjälper det inte: säg till den som sköter Tillbud hos er; mer står i programmets logg.
provider-refused = Inloggningstjänsten släppte inte in dig. Prova igen, eller fråga den som sköter inloggningen hos er.
provider-untrusted = Inloggningen tog för lång tid, eller började i en annan webbläsare. Börja om härifrån.
provider-other = Du loggade in som någon annan än den som är inloggad här. Logga ut och börja om.
provider-retry = Prova igen
signed-out-title = Du är utloggad här
signed-out-lead = Du skickas vidare för att logga ut även ur inloggningstjänsten.
signed-out-service = Logga ut ur { $service }
role-title = Välj roll
role-lead = Du har flera roller. Det du gör antecknas med den roll du väljer.
role-label = Vilken roll går du in i nu?
role-send = Fortsätt
role-does-coordinator = Samordnare: tar emot rapporter, leder analyser och följer åtgärder
role-does-analyst = Analytiker: ser händelser och trender, inte vad någon skrev
role-does-action_owner = Åtgärdsansvarig: genomför åtgärder
role-does-data_protection_officer = Dataskyddsombud: ser till att ord raderas när det är beslutat
role-does-manager = Chef: ser det som har släppts till ledningen, aldrig en rapport
role-does-auditor = Granskare: läser loggen utan det som är förseglat
role-does-administrator = Administratör: släpper in andra, ser inget av innehållet
role-does-independent = Oberoende mottagare: tar emot signaler om att någon behandlats illa efter en rapport
anew-title = Bekräfta att det är du
anew-lead = Det du ska göra nu är känsligt, och det var en stund sedan du loggade in. Inget har ändrats än.
anew-send = Fortsätt
anew-wrong = Det stämmer inte. Prova igen.
account-title = Ditt konto
account-back = Till ditt konto
account-name = Du heter här
account-name-hint = Namnet syns bara för dig och administratören. I loggen står en pseudonym.
account-login = Loggar in som
account-provider = Genom organisationens inloggning
account-password = Lösenord
account-password-change = Byt lösenord
account-second-on = På.
account-second-off = Av.
account-second-change = Ändra
account-token = Du är inloggad med en nyckel. Den har en roll och inget namn.
account-roles = Dina roller
account-sessions = Här är du inloggad
account-sessions-hint = Vi vet inte från vilken dator eller plats. Känner du inte igen en inloggning, avsluta den och byt lösenord.
account-session-this = Den här
session-begun = Började
session-seen = Användes senast
session-end = Avsluta
password-title = Byt lösenord
password-lead = Alla andra inloggningar avslutas när du byter.
password-must = Någon annan valde ditt lösenord. Välj ett eget innan du går vidare.
password-present = Nuvarande lösenord
password-chosen = Nytt lösenord
password-hint = Minst { $min } tecken. En hel mening är lätt att minnas och svår att gissa.
password-repeated = Nytt lösenord en gång till
password-send = Byt lösenord
password-short = Lösenordet är för kort: minst { $min } tecken.
password-long = Lösenordet är för långt: högst { $max } tecken.
password-holds-name = Lösenordet är för kort när man räknar bort namnet du loggar in med. Lägg till något annat.
password-differs = De två nya är inte likadana. Skriv samma en gång till.
password-same = Det är samma lösenord som nu. Välj ett annat.
password-wrong = Det nuvarande lösenordet, eller koden, stämmer inte.
second-title = Engångskoder
second-lead = Med engångskoder räcker det inte att någon kommer över ditt lösenord.
second-step-app = Öppna en app för engångskoder
second-step-app-text = Till exempel den som din organisation rekommenderar. Vilken som helst som följer TOTP fungerar.
second-step-scan = Läs av bilden
second-picture = QR-kod för din app; samma uppgift står som text under bilden
second-step-type = Går det inte, skriv in det här:
second-step-code = Skriv koden som appen visar
second-code = Engångskod, sex siffror
second-send = Slå på engångskoder
second-wrong = Koden stämmer inte. Vänta på nästa, och se efter att telefonens klocka går rätt.
second-on = Engångskoder är på. De frågas efter när du loggar in.
second-off = Slå av engångskoder
second-off-hint = Byter du telefon: slå av dem här och slå sedan på dem igen. Har du tappat telefonen kan en administratör hjälpa dig.
access-title = Åtkomst
access-lead = Vilka som har en roll här, varför, sedan när och när den senast användes. Gå igenom listan varje halvår: bekräfta det som behövs och återkalla resten. Bara du som är administratör ser namnen.
access-tabs = Åtkomst
access-tab-review = Genomgång
access-tab-people = Konton
access-tab-give = Ge en roll
access-tab-tokens = Nycklar
access-tab-sessions = Inloggade
access-due-count = { $count ->
    [one] En roll behöver gås igenom.
   *[other] { $count } roller behöver gås igenom.
  }
access-vacant = Ingen har de här rollerna
access-empty = Ingen roll är given än.
access-due = Dags att gå igenom
access-run-out = Har löpt ut
access-disabled = Avstängt
access-must-change = Har inte valt lösenord än
access-is-token = Nyckel
access-is-you = Du
access-forgotten = Någon som inte finns kvar
access-token-name = Nyckel { $id }
access-since = sedan
access-until = till och med
access-confirmed = bekräftad
access-used = användes senast
access-never-used = aldrig använd
access-made = skapad
access-confirm = Bekräfta
access-revoke = Återkalla
access-revoke-reason = Varför?
access-revoke-send = Återkalla rollen
grant-source-decision = beslutad här
grant-source-operator = från kommandoraden
grant-source-provider = genom organisationens inloggning
access-give-lead = En roll ges för en tid och av ett skäl. Båda står i loggen, skälet förseglat.
access-give-nobody = Det finns ingen annan att ge en roll. Skapa först ett konto:
access-give-holder = Vem?
access-give-role = Vilken roll?
access-give-until = Till och med
access-give-until-hint = Ett år om du lämnar fältet tomt.
access-give-reason = Varför?
access-give-reason-hint = Till exempel vilket uppdrag det gäller. Det läses vid nästa genomgång.
access-give-send = Ge rollen
access-tab-units = Enheter
access-units-lead = Den som leder en enhet ser inget av rapporter och händelser som kommer därifrån. Anges här, tills det tas bort.
access-units-empty = Ingen är angiven som ledare för en enhet.
access-units-new = Ange vem som leder en enhet
access-units-nobody = Det finns inga konton än. Skapa först ett:
access-units-unit = Vilken enhet?
access-units-unit-hint = Skriv enheten precis som den skrivs när händelser bedöms.
access-units-reason-hint = Till exempel: enhetschef sedan mars. Det läses vid nästa genomgång.
access-units-send = Spara
access-units-leave = Leder inte enheten längre
access-units-leave-send = Ta bort
access-people-lead = Ett konto släpper in någon först när det har fått en roll.
access-people-empty = Inga konton än.
access-people-new = Nytt konto
access-people-name = Namn
access-people-name-hint = Så som kollegor kallar personen. Syns bara för administratörer och för personen själv.
access-people-login-hint = Till exempel e-postadressen.
access-people-send = Skapa kontot
access-people-reset = Nytt lösenord
access-people-enable = Släpp in igen
access-people-disable = Stäng av
access-login-taken = Namnet är upptaget. Välj ett annat.
access-password-title = Lösenord till { $name }
access-password-lead = Lämna det till personen på ett säkert sätt. Vid första inloggningen väljer personen ett eget.
access-token-title = Din nya nyckel
access-token-lead = Lägg den där programmet ska läsa den.
access-secret-once = Det visas bara här och bara nu.
access-tokens-lead = En nyckel är till för ett program och har en enda roll.
access-tokens-empty = Inga nycklar.
access-tokens-new = Ny nyckel
access-tokens-reason = Vad ska den användas till?
access-tokens-send = Skapa nyckeln
access-sessions-lead = Alla som är inloggade just nu. Var de sitter vet vi inte.
rejection-grant-unknown = Den behörigheten finns inte.
rejection-grant-own = Ingen ger eller bekräftar sin egen roll. Be en annan administratör.
rejection-grant-own-unit = Ingen tar själv tillbaka det som håller en utanför. Be en annan administratör.
rejection-grant-already-revoked = Rollen är redan återkallad. Den kan ges på nytt.
rejection-grant-revoked-here = En administratör har återkallat rollen. Bara en administratör kan ge den på nytt.
event-grant-given = En roll gavs
event-grant-confirmed = En roll bekräftades vid genomgång
event-grant-revoked = En roll återkallades
event-grant-unit_led = Att någon leder en enhet noterades
event-follow-begun = Någon började följa en händelse
event-follow-ended = Någon slutade följa en händelse

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
event-report-taken_up_again = En rapport togs upp igen
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
event-action-taken_up_again = En åtgärd togs upp igen
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
problem-unopened-title = Öppna originalet först
problem-unopened = Det här hör till rapportens egna ord. Ange till vad du behöver dem och öppna originalet först – den som rapporterade ser att det har skett.
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
rejection-report-not-ended = Rapporten är varken besvarad eller hänvisad vidare.
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
rejection-incident-not-aside = Du har inte avstått från den händelsen.
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
rejection-action-not-abandoned = Åtgärden är inte avslutad.
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
# Avskrift för delning
copy-title = Avskrift för delning
copy-back = Till rapporten
copy-make = Gör en avskrift att dela
copy-lead = Analytiker läser bara avskriften, aldrig originalet. Förslaget hittar mycket men inte allt. Läs hela texten innan du godkänner den.
copy-original = Originalet
copy-masks = Det här föreslås bli ersatt
copy-masks-empty = Reglerna hittade inget att ersätta. Läs ändå igenom texten.
copy-hints = Ord som kan låta som en anklagelse
copy-hints-lead = De ersätts inte, eftersom det är rapportörens egna ord. Behövs de för att förstå vad som hände?
copy-copy = Avskriften
copy-approved = Godkänd nu: version { $revision }.
copy-revision = version { $revision }
copy-none = Ingen avskrift är godkänd ännu.
copy-label = Text som andra får läsa
copy-hint = Ändra fritt. Skriv en roll eller en sorts plats i stället för ett namn, och ta bort detaljer som avslöjar vem det gäller.
copy-kept = Ska orden stå kvar – varför?
copy-kept-hint = Fyll i om orden inte säger något om en person, till exempel när ett namn är en produkt. Skälet sparas.
copy-approve = Godkänn avskriften
copy-changed = En annan version godkändes medan du skrev
copy-changed-hint = Din text finns kvar längre ned. Jämför dem. Godkänner du din gäller den i stället för den här:
copy-summary = Avskriften är inte godkänd än
copy-still = Det här står kvar: { $all }. Ersätt det, eller skriv nedan varför det ska stå kvar.
copy-quoted = ”{ $words }”:
copy-closed-problem = Det är en ny dag, och originalet är stängt igen. Öppna det på rapportens sida och godkänn sedan. Din text står kvar här.
copy-closed = Originalet är stängt. Den som godkänner en avskrift ska ha läst det samma dag.
copy-closed-open = Öppna rapporten i en ny flik
copy-change = Ändra avskriften
copy-still-one = ”{ $words }” ({ $sort })
incident-copies = Ur rapporterna
incident-copies-hint = Avskrifter där namn, nummer och arbetsplatser är ersatta.
identity-name = namn
identity-personal_number = personnummer
identity-email = e-postadress
identity-phone = telefonnummer
identity-workplace = arbetsplats
# Legal clocks: deadlines, notifications to authorities, the register
nav-deadlines = Tidsfrister
event-incident-personal_data_answered = Frågan om personuppgifter besvarades
event-incident-assessment_asked = En prövning enligt lag begärdes
event-incident-controller_assessed = Anmälningsplikten prövades för en ansvarig nämnd eller organisation
event-incident-awareness_declared = Tidpunkten för kännedom fastställdes
event-incident-deadlines_set = Tidsfrister räknades ut
event-incident-notification_described = Underlaget till myndigheten skrevs
event-incident-notification_sent = Uppgifter skickades till myndigheten
event-incident-notification_supplemented = Uppgifter som skickats kompletterades
event-incident-notification_finished = Ärendet hos myndigheten avslutades
field-moment = Skriv datum och klockslag, till exempel 2026-11-04T12:30.
rejection-notification-not-asked = Någon prövning enligt { $regime } pågår inte, eller inte för den ansvariga.
rejection-notification-too-many = Händelsen har så många prövningar som den kan ha.
rejection-notification-too-many-items = Ärendet har så många beskrivningar och kompletteringar som det kan ha.
rejection-notification-sent-already = Något har redan skickats. Komplettera det och avsluta sedan ärendet.
rejection-notification-not-assessed = Avgör först om händelsen ska anmälas enligt { $regime }.
rejection-notification-not-notifiable = Det är avgjort att { $regime } inte kräver att händelsen anmäls. Pröva det på nytt först.
rejection-notification-in-the-future = Den tidpunkten har inte varit än.
rejection-notification-stage-sent = Det steget är redan skickat. Komplettera det i stället.
rejection-notification-stage-not-sent = Det steget är inte skickat än.
rejection-notification-stages-missing = Allt som har en tidsfrist är inte skickat än.
rejection-notification-already-final = Ärendet är avslutat. Komplettera det i stället.
standing-assessing = Prövas
standing-not_notifiable = Behöver inte anmälas
standing-due = Ska anmälas
standing-sent = Skickad
standing-supplemented = Kompletterad
standing-final = Avslutad
regime-name-gdpr = Personuppgiftsincident (GDPR)
regime-name-nis2 = Cybersäkerhet (NIS2)
ground-personal_data = personuppgifter berördes
ground-no_personal_data = inga personuppgifter berördes
ground-category = händelsens kategori
ground-severity = hur allvarligt det hade kunnat bli
ground-asset = en informationstillgång berördes
weekday-1 = måndag
weekday-2 = tisdag
weekday-3 = onsdag
weekday-4 = torsdag
weekday-5 = fredag
weekday-6 = lördag
weekday-7 = söndag
holiday-new_years_day = Nyårsdagen
holiday-epiphany = Trettondedag jul
holiday-good_friday = Långfredagen
holiday-easter_sunday = Påskdagen
holiday-easter_monday = Annandag påsk
holiday-may_day = Första maj
holiday-ascension_day = Kristi himmelsfärdsdag
holiday-whit_sunday = Pingstdagen
holiday-national_day = Nationaldagen
holiday-midsummer_eve = Midsommarafton
holiday-midsummer_day = Midsommardagen
holiday-all_saints_day = Alla helgons dag
holiday-christmas_eve = Julafton
holiday-christmas_day = Juldagen
holiday-boxing_day = Annandag jul
holiday-new_years_eve = Nyårsafton
clocks-days = { $count ->
    [one] { $count } dygn
   *[other] { $count } dygn
  }
clocks-hours = { $count ->
    [one] { $count } timme
   *[other] { $count } timmar
  }
clocks-minutes = { $count ->
    [one] { $count } minut
   *[other] { $count } minuter
  }
clocks-left = { $span } kvar
clocks-past = Tiden gick ut för { $span } sedan
clocks-by = senast
clocks-weekend = Det är helg
clocks-working-day = Sista arbetsdagen före är { $day }.
clocks-no-deadline = Ingen tidsfrist just nu.
clocks-from-declared = räknat från fastställd kännedom
clocks-from-worst-case = räknat i värsta fall, från att den första rapporten kom in
clocks-asked = begärd
deadlines-title = Tidsfrister
deadlines-lead = Det som väntar på en prövning eller ska skickas till en myndighet. Det mest brådskande står först.
deadlines-register = Register över personuppgiftsincidenter
deadlines-proposed = Triagen föreslår en prövning, och ingen är begärd
deadlines-empty = Inget väntar just nu.
notice-title = Rapportering till myndighet
notice-back = Till händelsen
notice-all = Alla tidsfrister
notice-section-empty = Ingen prövning enligt lag är begärd.
notice-section-link = Prövningar och tidsfrister
notice-proposal = Förslag: pröva om händelsen ska anmälas
notice-proposal-grounds = Föreslås utifrån:
notice-proposal-hint = Förslaget avgör inget. En människa prövar och skriver skälen.
notice-outdated = Tidsfristerna är räknade med en annan version av reglerna än den som används nu, eller inte räknade än.
notice-clocks = Steg och tidsfrister
notice-stage = Steg
notice-worst-case = Senast i värsta fall
notice-declared = Senast från kännedom
notice-sent = Skickat
notice-sendings = Det som har skickats
notice-reference = Diarienummer:
notice-received = Första rapporten kom in tidigast
notice-aware = Kännedom
notice-aware-reasons = Skäl för tidpunkten
notice-decided = Avgjort
notice-reasons = Skäl
notice-outcome = Hur ärendet slutade
notice-document = Visa underlaget
notice-sources = Källor:
notice-pack = Regelpaket
notice-unconfirmed = Detta är inte bekräftat än:
notice-empty = Ingen prövning enligt lag är begärd, och triagen föreslår ingen.
notice-more = Mer
notice-elsewhere = Sidan har ändrats sedan du öppnade den. Läs den igen och försök på nytt.
notice-form-personal-data = Berördes personuppgifter?
notice-form-ask = Begär en prövning
notice-form-assess = Avgör om det ska anmälas
notice-form-awareness = Fastställ när ni fick kännedom
notice-form-describe = Skriv underlaget
notice-form-send = Anteckna att ett steg har skickats
notice-form-supplement = Anteckna en komplettering
notice-form-finish = Avsluta ärendet
notice-form-recount = Räkna om
notice-button-personal-data = Spara svaret
notice-button-ask = Begär prövning
notice-button-assess = Spara beslutet
notice-button-awareness = Spara tidpunkten
notice-button-describe = Spara underlaget
notice-button-send = Anteckna som skickat
notice-button-supplement = Anteckna komplettering
notice-button-finish = Avsluta ärendet
notice-button-recount = Räkna om tidsfristerna
notice-hint-personal-data = Svaret avgör om en prövning enligt GDPR föreslås.
notice-hint-ask = Varje nämnd är oftast ansvarig för sig. Den första som namnges tar över en prövning som begärts utan namn.
notice-hint-assess = Beslutet kan ändras tills något har skickats.
notice-hint-awareness = Tills någon har fastställt tidpunkten räknas tiden i värsta fall, från att den första rapporten kom in.
notice-hint-describe = Texten används i registret och i underlaget till myndigheten. Skriv inga namn.
notice-hint-send = Skicka först i myndighetens eget formulär, och anteckna det sedan här.
notice-hint-supplement = Det som redan är antecknat ändras inte.
notice-hint-finish = Alla steg som har en tidsfrist ska vara skickade.
notice-hint-recount = { "" }
notice-field-regime = Lag
notice-field-controller = Ansvarig nämnd eller organisation
notice-field-touched = Berördes personuppgifter?
notice-field-notifiable = Ska händelsen anmälas?
notice-field-reasons = Skäl
notice-field-aware = Datum och klockslag
notice-field-facts = Vad hände?
notice-field-affected = Vilka och ungefär hur många berördes?
notice-field-consequences = Vad ledde det till, eller kan det leda till?
notice-field-measures = Vad har gjorts?
notice-field-stage = Steg
notice-field-sent = När skickades det?
notice-field-reference = Myndighetens diarienummer
notice-field-text = Beskriv kort
notice-help-regime = { "" }
notice-help-controller = Lämna tomt om det gäller hela organisationen.
notice-help-touched = { "" }
notice-help-notifiable = { "" }
notice-help-reasons = { "" }
notice-help-aware = Svensk tid.
notice-help-facts = { "" }
notice-help-affected = Kategorier och antal, inga namn. Kan lämnas tomt.
notice-help-consequences = { "" }
notice-help-measures = { "" }
notice-help-stage = { "" }
notice-help-sent = Svensk tid.
notice-help-reference = Kan lämnas tomt.
notice-help-text = { "" }
register-title = Register över personuppgiftsincidenter
register-sheet = Personuppgiftsincidenter
register-lead = Alla personuppgiftsincidenter, även de som inte behövde anmälas (artikel 33.5 i dataskyddsförordningen).
register-back = Tidsfrister
register-empty = Registret är tomt.
register-csv = Hämta som CSV
register-xlsx = Hämta som Excel
register-undescribed = Underlag saknas
register-asked = Begärd
register-incident = Händelse
register-controller = Personuppgiftsansvarig
register-category = Kategori
register-unit = Enhet
register-facts = Omständigheter
register-affected = Berörda
register-consequences = Effekter
register-measures = Vidtagna åtgärder
register-standing = Läge
register-reasons = Skäl för beslutet
register-received = Första rapporten (värsta fall)
register-aware = Kännedom
register-decided = Beslutad
register-finished = Avslutad
register-outcome = Hur ärendet slutade
register-id = Händelsens id
document-title = Underlag till myndigheten
document-back = Till prövningen
document-to = Skickas till
document-hint = Kopiera texten till myndighetens formulär, eller skriv ut sidan. Inget skickas härifrån.
document-controller = Personuppgiftsansvarig eller organisation
document-incident = Vår beteckning
document-earlier = Tidigare skickat
document-missing = Detta är inte känt än
document-contact = Kontaktuppgifter och annat som myndigheten frågar efter fylls i direkt i formuläret.

## Meddelanden om att något väntar

outbox-subject = Tillbud: något väntar på dig
outbox-subject-urgent = Tillbud: något brådskande väntar på dig
outbox-lead = Det här väntar i Tillbud:
outbox-end = Mer än så står inte här, eftersom andra kan se din e-post. Logga in för att se vad det gäller. Meddelandet går inte att svara på.
outbox-topic-new_report = { $count ->
    [one] 1 ny rapport
   *[other] { $count } nya rapporter
}
outbox-topic-added = { $count ->
    [one] 1 svar eller tillägg från någon som har rapporterat
   *[other] { $count } svar eller tillägg från dem som har rapporterat
}
outbox-topic-assessment = { $count ->
    [one] 1 händelse där anmälningsplikten ska prövas
   *[other] { $count } händelser där anmälningsplikten ska prövas
}
outbox-topic-action_decided = { $count ->
    [one] 1 åtgärd att genomföra, ny eller med nytt datum
   *[other] { $count } åtgärder att genomföra, nya eller med nytt datum
}
outbox-topic-action_implemented = { $count ->
    [one] 1 genomförd åtgärd vars effekt ska bedömas
   *[other] { $count } genomförda åtgärder vars effekt ska bedömas
}
outbox-topic-action_assessed = { $count ->
    [one] 1 åtgärd vars effekt ska bekräftas
   *[other] { $count } åtgärder vars effekt ska bekräftas
}
outbox-topic-concern = { $count ->
    [one] 1 signal
   *[other] { $count } signaler
}
outbox-topic-silence = { $count ->
    [one] { $count } person som rapporterat har inte hört av en människa på för länge
   *[other] { $count } personer som rapporterat har inte hört av en människa på för länge
}
outbox-topic-deadline = { $count ->
    [one] { $count } laglig tidsfrist närmar sig eller har gått ut
   *[other] { $count } lagliga tidsfrister närmar sig eller har gått ut
}
outbox-topic-action_due = { $count ->
    [one] { $count } åtgärd ska snart vara genomförd
   *[other] { $count } åtgärder ska snart vara genomförda
}
outbox-topic-action_overdue = { $count ->
    [one] { $count } åtgärd har passerat sitt datum
   *[other] { $count } åtgärder har passerat sitt datum
}
outbox-topic-action_unconfirmed = { $count ->
    [one] { $count } genomförd åtgärd väntar sedan länge på att effekten bekräftas
   *[other] { $count } genomförda åtgärder väntar sedan länge på att effekten bekräftas
}
messages-title = Meddelanden
messages-lead = Få e-post när något väntar på dig. I breven står bara att något väntar och på vilken sida, aldrig vad det gäller.
messages-choose = Välj vad du vill få veta
messages-not-set-up = Meddelanden är inte påslagna här. Den som sköter Tillbud kan slå på dem.
messages-no-topic = Ingen av dina roller får meddelanden.
messages-on = Meddelanden skickas till { $address }.
messages-off = Inga meddelanden skickas till dig.
messages-waits = Adressen { $address } är inte bekräftad än.
messages-trouble = Det senaste meddelandet kom inte fram.
messages-form = Vad du vill få veta
messages-address = E-postadress
messages-address-hint = Vi skickar en kod dit innan den används. Adressen ser bara du, och den tas bort med ditt konto.
messages-topics = Säg till när
messages-topic-new_report = en ny rapport har kommit in
messages-topic-added = den som rapporterat har svarat eller lagt till något
messages-topic-silence = den som rapporterat inte har hört av en människa på för länge
messages-topic-assessment = anmälningsplikten ska prövas
messages-topic-deadline = en laglig tidsfrist närmar sig eller har gått ut
messages-topic-action_decided = en åtgärd har fått ansvarig och datum, eller nytt datum
messages-topic-action_due = en åtgärd snart ska vara genomförd
messages-topic-action_overdue = en åtgärd har passerat sitt datum
messages-topic-action_implemented = en åtgärd är genomförd och effekten ska bedömas
messages-topic-action_assessed = en åtgärds effekt ska bekräftas
messages-topic-action_unconfirmed = en åtgärds effekt väntar sedan länge på att bekräftas
messages-topic-concern = en signal har kommit in
messages-pace = Hur ofta
messages-pace-at_once = Direkt, högst en gång i kvarten
messages-pace-daily = En gång om dagen, klockan sju. Det som är brådskande kommer ändå direkt.
messages-language = Språk i breven
language-sv = Svenska
language-en = Engelska
messages-send = Spara
messages-code-title = Skriv koden
messages-code-text = Vi har skickat en kod till { $address }. När du har skrivit den här börjar meddelandena.
messages-code = Kod
messages-code-hint = Åtta siffror. Kom inget brev, kontrollera adressen och spara igen.
messages-code-send = Bekräfta adressen
messages-turn-off = Stäng av alla meddelanden
messages-turn-off-hint = Adressen tas bort.
messages-wrong-address = Skriv en e-postadress, till exempel namn@kommun.se.
messages-wrong-nothing = Välj minst en sak att få veta.
messages-wrong-mixed = Den som får veta om signaler får inte veta något annat på samma adress. Välj bara signaler, eller allt utom signaler.
messages-wrong-taken = Adressen kan inte användas för det här. Välj en annan.
messages-wrong-often = Så många koder kan vi inte skicka på en timme. Vänta en stund.
messages-wrong-code = Koden stämmer inte, eller är äldre än { $minutes } minuter. Skriv den igen, eller spara adressen på nytt så skickar vi en ny.
messages-wrong-mail = Koden gick inte att skicka.
messages-away = Det går inte att spara just nu. Försök igen om en stund.
outbox-code-subject = Tillbud: din kod
outbox-code-body = Någon som är inloggad i Tillbud vill få meddelanden till den här adressen. Är det du, skriv koden

    { $code }

    på sidan

    { $page }

    inom { $minutes } minuter. Är det inte du behöver du inte göra något: utan koden skickas inget mer hit.
nav-deliveries = Meddelanden
deliveries-title = Meddelanden
deliveries-lead = Tillbud säger till med e-post och webhookar när något väntar. Här syns om det kommer fram.
deliveries-off = Ingen får meddelanden. Ange vilka som ska få dem i en fil och starta Tillbud med --notifications.
deliveries-away = Det går inte att se just nu. Försök igen om en stund.
deliveries-mail = E-post
deliveries-webhook = Webhook
deliveries-own = Eget val ({ $pseudonym })
deliveries-own-count = { $count ->
    [0] Ingen har själv valt att få meddelanden.
    [one] { $count } person har själv valt att få meddelanden. Adressen syns inte här.
   *[other] { $count } personer har själva valt att få meddelanden. Deras adresser syns inte här.
}
deliveries-good = Inget hinder
deliveries-trouble = Kommer inte fram
deliveries-lost = Gavs upp
deliveries-waiting = { $count ->
    [0] Inget väntar på att skickas
    [one] 1 sak väntar på att skickas
   *[other] { $count } saker väntar på att skickas
}
deliveries-delivered = Senast mottaget { $day }
deliveries-never = Inget skickat än
deliveries-attempts = Försök { $attempt } av { $most }, nästa { $day } kl. { $time }
deliveries-given-up = { $count ->
    [one] 1 meddelande gavs upp, { $day }
   *[other] { $count } meddelanden gavs upp, senast { $day }
}
deliveries-failure-away = Ingen svarar på adressen. Kontrollera namn och port, och att brandväggen släpper igenom.
deliveries-failure-slow = Inget svar i tid. Kontrollera att servern inte är överbelastad.
deliveries-failure-insecure = Ingen säker förbindelse. Kontrollera certifikatet, och att servern kan TLS.
deliveries-failure-later = Servern tog inte emot det nu (kod { $code }). Kontrollera användare, lösenord och serverns egen logg.
deliveries-failure-refused = Servern tar aldrig emot det (kod { $code }). Kontrollera adressen.
deliveries-failure-unreadable = Svaret gick inte att förstå. Kontrollera att adressen är rätt slags server.
deliveries-failure-interrupted = Tillbud stoppades under det sista försöket.

## Arbetet med en händelse

nav-actions = Åtgärder
work-choose = Välj …
work-kept = Behåll orden, med det här skälet
work-kept-hint = Skriv om texten ovan, eller skriv varför orden står kvar. Skälet sparas.
work-stale = Någon annan hann före
work-stale-text = Det här ändrades medan du skrev. Det du skrev finns kvar nedan. Läs vad som är nytt, ändra om det behövs och spara igen.
work-sent-before = Det du skickade förra gången är redan sparat. Vill du spara även det här? Tryck på knappen en gång till.
work-item-corrects-none = Nej, det är något nytt
problem-recused-title = Du har avstått från händelsen
problem-recused = Du har sagt att du är jävig. Någon annan arbetar med händelsen, och du kan inte se den. Avstod du av misstag kan du komma tillbaka.
problem-leads-unit-title = Det här kommer från en enhet som du leder
problem-leads-unit = För att den som rapporterar ska kunna lita på att uppgifterna hanteras opartiskt ser du inget av det. Någon annan samordnare arbetar med det. Leder du inte enheten, be en administratör ändra det.
incident-assigned = Arbetar vidare: { $role }
steps-title = Så långt har arbetet kommit
steps-help = Allt det här behöver vara klart innan händelsen kan avslutas.
steps-routine = Så går arbetet till
steps-done = Klart
steps-left = Återstår
gatestep-triage = Händelsen är bedömd
gatestep-response = Ett arbetssätt är valt
gatestep-analysis = Analysen är klar
gatestep-assessment = Anmälningsplikten är prövad
gatestep-action = Varje åtgärd är bekräftad eller avslutad
gatestep-weak_plan_reason = Det står hur ni har tänkt när planen bara har svagare åtgärder
gatestep-feedback = Alla som rapporterade har fått återkoppling
gate-report = Rapport från { $day }
work-triage-title = Bedöm händelsen
triage-again = Bedöm på nytt
triage-help = Bedömningen avgör hur mycket arbete händelsen får. Den gäller följden, inte vem som gjorde något.
response-title = Välj arbetssätt
response-again = Byt arbetssätt
response-help = Ordna på plats när det räcker. Gör en analys när något i arbetet behöver förstås innan det ändras.
response-reason = Hur tänkte ni? (frivilligt)
response-send = Spara arbetssättet
timeline-help = Vad visste vi, och när? Skriv det som var känt just då, utan facit i hand.
item-title = Lägg till i förloppet
item-text = Vad hände, eller vad blev känt?
item-text-help = Skriv roller i stället för namn.
item-happened = När? (frivilligt)
item-happened-help = År, månad, dag eller klockslag: 2026, 2026-11, 2026-11-12 eller 2026-11-12T14:20.
item-corrects = Rättar det här något som redan står?
item-send = Lägg till
factors-help = Det som gjorde det svårt att göra rätt, och det som hjälpte. Beskriv arbetet, inte människor: det går att ändra.
factor-title = Beskriv en förutsättning
factor-element = Var i arbetet?
factor-direction = Åt vilket håll?
factor-text = Vad var det?
factor-text-help = Ett förhållande i taget, så konkret att någon annan förstår vad som behöver ändras.
factor-send = Spara förutsättningen
analysis-title = Analys
review-title = Gemensam genomgång
review-help = Fyra frågor, i den här ordningen, med dem som var med. Skillnaden mellan de två första är det ni lär av.
hows-title = Fem hur
hows-help = Fråga hur det gick till, ta svaret och fråga hur det i sin tur gick till. Stanna när svaret är något som går att ändra.
question-expected = Vad var tänkt att hända?
question-happened = Vad hände?
question-keep = Vad fungerade och ska behållas?
question-change = Vad vill ni ändra?
question-how_1 = Hur gick det till?
question-how_2 = Hur kom det sig att det var så?
question-how_3 = Och hur kom det sig?
question-how_4 = Hur blev det så, i sin tur?
question-how_5 = Vilket förhållande i arbetet ligger bakom, och går att ändra?
question-send = Spara svaret
question-again = Ändra svaret
question-unanswered = Inte besvarad.
analysis-complete = Gör analysen klar
analysis-complete-help = Några meningar om vad ni har lärt er. De visas för den som läser händelsen sedan.
analysis-summary = Vad har vi lärt oss?
analysis-summary-help = Skriv vad i arbetet som bidrog och vad som hjälpte.
analysis-send = Analysen är klar
actions-help = En åtgärd ändrar en förutsättning. Den är inte färdig förrän någon annan än den ansvariga har sett att den hjälper.
propose-title = Föreslå en åtgärd
propose-text = Vad ska göras?
propose-text-help = Så att det går att se när det är gjort.
strength-help = Starkare: gör rätt väg till den enda. Medelstark: checklista, stöd i systemet. Svagare: utbildning eller regel ensam.
propose-addresses = Ändrar de här förutsättningarna
propose-addresses-help = Kryssa i dem som åtgärden gör något åt.
owner-help = En roll, inte en person. Till exempel ”enhetschef hemtjänst”.
weak-reason = Hur har ni tänkt, när alla åtgärder är svagare?
weak-reason-help = Behövs bara när planen saknar en starkare eller medelstark åtgärd.
propose-send = Spara åtgärden
closing-title = Avsluta
closing-help = När händelsen avslutas ser den som rapporterade att arbetet är klart.
closing-left = Något återstår innan händelsen kan avslutas.
closing-see = Se vad
closing-open = Avsluta händelsen
closing-outcome = Vad ledde det till?
closing-outcome-help = Det här är det som andra läser först, när händelsen är avslutad.
closing-send = Avsluta händelsen nu
reopen-title = Öppna händelsen igen
reopen-help = Allt som står kvar finns kvar. Stegen behöver vara klara igen innan händelsen avslutas på nytt.
reopen-reason = Vad är nytt?
reopen-send = Öppna igen
takeup-title = Ta upp åtgärden igen
takeup-help = Den går vidare där den stod när den avslutades. Händelsen kan inte avslutas förrän den är klar.
takeup-reason = Varför?
takeup-send = Ta upp igen
reports-help = Orden i en rapport är förseglade. De öppnas på rapportens egen sida, med ett ändamål.
link-title = Koppla en rapport
link-report = Rapport
link-send = Koppla
unlink-send = Koppla bort
merged-title = Händelser som förts hit
moves-title = Överlämning
unmerge-help = Händelsen kan stå för sig själv igen, precis som den var.
unmerge-send = Låt händelsen stå för sig själv
assign-title = Lämna över till en roll
assign-help = Den som tar vid behöver veta vad som är gjort, vad som väntar och på vem.
assign-role = Roll
assign-handover = Att veta för den som tar vid
assign-send = Lämna över
merge-title = För samman med en annan händelse
merge-help = Arbetet fortsätter i den andra händelsen. Inget kopieras, inget försvinner, och det går att ångra.
merge-into = Fortsätt arbetet i
merge-send = För samman
recuse-title = Jag är jävig
recuse-help = Rör händelsen dig eller något du ansvarar för? Avstå, så tar någon annan vid. Du kan inte se händelsen mer.
recuse-reason = Varför? (frivilligt)
recuse-sure = Ja, jag avstår, och ser inget mer av händelsen
recuse-send = Avstå från händelsen
follow-begin = Följ händelsen
follow-end = Sluta följa
follow-help = Du ser under I dag när något händer. Ingen annan ser att du följer.
follow-now = Du följer händelsen. Ingen annan ser det.
recusals-title = Det du har avstått från
recusals-lead = Du ser inget av de här händelserna. Avstod du av misstag kan du komma tillbaka. Att du avstod och kom tillbaka står kvar, med ditt skäl men utan ditt namn.
recusals-empty = Du har inte avstått från någon händelse.
recusals-row = Du avstod
recusals-reason = Varför är du inte jävig?
recusals-reason-hint = Till exempel: jag förväxlade två enheter. Skälet syns i händelsens historik.
recusals-send = Kom tillbaka till händelsen
event-incident-question_answered = En fråga i analysen besvarades
event-incident-assigned = Arbetet lämnades över till en annan roll
event-incident-recused = Någon avstod från händelsen på grund av jäv
event-incident-recusal_taken_back = Någon som hade avstått arbetar med händelsen igen
event-incident-action_taken_up_again = En åtgärd som hade avslutats går vidare

## Åtgärder

actions-title = Åtgärder
actions-lead = Det som ska ändras, över alla händelser. En åtgärd är klar när någon annan än den ansvariga har bekräftat att den hjälper.
actions-views = Urval
actions-empty = Inga åtgärder här.
actions-first = Till de nyaste
actions-next = Äldre åtgärder
actions-back = Till åtgärderna
actionview-open = Öppna
actionview-due = Inom två veckor
actionview-overdue = Över tiden
actionview-verification = Väntar på bekräftelse
actionview-ended = Avslutade
action-moved = Flyttad
action-moved-times = { $count ->
    [one] 1 gång
   *[other] { $count } gånger
}
action-verifier = Bekräftas av
action-weak-plan = Hur ni har tänkt om en svagare plan
action-evidence = Hur syns det att det är gjort?
action-assessment = Vad bygger bedömningen på?
action-residual-risk = Vilken risk finns kvar, och accepteras?
nextstep-proposed = Besluta åtgärden
nextstep-decided = Genomför åtgärden
nextstep-implemented = Bedöm effekten
nextstep-assessed = Bekräfta effekten
nextstep-verified = Effekten är bekräftad
nextstep-abandoned = Åtgärden är avslutad
nextstephelp-proposed = Ett beslut säger vilken roll som ser till att det blir gjort, och till vilken dag.
nextstephelp-decided = När det är gjort: skriv hur någon annan kan se det.
nextstephelp-implemented = Har det blivit bättre? Titta efter när det har gått så lång tid att det märks.
nextstephelp-assessed = En annan roll än den ansvariga bekräftar det som har setts.
nextstephelp-verified = Inget mer behöver göras.
nextstephelp-abandoned = Inget mer kommer att göras.
decide-send = Besluta
evidence-help = Till exempel en version, ett protokoll eller var man kan se det.
implement-send = Åtgärden är genomförd
verifier-help = En annan roll än den ansvariga.
verify-send = Bekräfta effekten
assess-title = Bedöm effekten
assess-again = Bedöm effekten igen
assessment-help = Vad har ni sett, räknat eller frågat?
assess-send = Spara bedömningen
reschedule-title = Flytta dagen
reschedule-due = Ny dag
reschedule-reason = Varför?
reschedule-send = Flytta
abandon-title = Avsluta utan att göra den
abandon-help = Då accepteras risken som finns kvar. Skriv vilken den är, så att det syns att den är känd.
abandon-send = Avsluta åtgärden

## Kalender, arbetssätt och tillgänglighet

calendar-title = Åtgärder i din kalender
calendar-lead = Prenumerera på de dagar då beslutade åtgärder ska vara klara. Adressen fungerar i vanliga kalenderprogram.
calendar-entry = Åtgärd att följa upp
calendar-make = Skapa en adress
calendar-content = I kalendern står bara att en åtgärd ska följas upp, med en länk hit. Inget av innehållet syns där.
calendar-address = Din adress
calendar-copy = Kopiera adressen till kalenderprogrammet
calendar-once = Den visas bara nu. Den som har adressen ser när åtgärder ska vara klara, så dela den inte.
calendar-revoke = Ta tillbaka mina adresser
calendar-revoke-help = Då slutar alla adresser som du har skapat att fungera.
calendar-revoked = Dina adresser fungerar inte längre.
routine-title = Så går arbetet till
routine-lead = Från rapport till lärdom. Sidan är gjord av samma regler som programmet följer, så det som står här är det som går att göra.
routine-stages = En händelse, steg för steg
routine-can = Då går det att:
routine-answer = Besvara analysens frågor
routine-gates = Innan en händelse avslutas
routine-actions = En åtgärd, steg för steg
routine-end = Inget mer behöver göras.
accessibility-title = Tillgänglighets­redogörelse
accessibility-lead = Alla ska kunna använda Tillbud. Här står hur tillgängligt det är, vad som är prövat, och hur du berättar om något inte fungerar för dig.
accessibility-how = Hur tillgängligt är Tillbud?
accessibility-how-text = Målet är att följa lagen (2018:1937) om tillgänglighet till digital offentlig service, som bygger på WCAG 2.1 nivå AA. Vi känner inte till några brister mot den i sidorna, men en fullständig granskning är inte gjord.
accessibility-lacks = Det här är inte prövat
accessibility-lacks-people = Ingen granskning har gjorts av människor med olika funktionsnedsättningar.
accessibility-lacks-readers = Sidorna är inte prövade med skärmläsare, bara med program som läser samma underlag som skärmläsare.
accessibility-lacks-files = Filer som bifogas en rapport görs inte tillgängliga av Tillbud. Den som behöver en fil i annan form ber samordnaren om det.
accessibility-tested = Så är det prövat
accessibility-tested-text = Varje ändring prövas automatiskt i en webbläsare: med axe-core mot WCAG 2.1 A och AA, på svenska och engelska, i ljust och mörkt, ner till 320 punkters bredd, och med bara tangentbord genom arbetet med en händelse, tills den är avslutad.
accessibility-contact = Berätta om något inte fungerar
accessibility-contact-text = Hör av dig om något är svårt att använda, eller om du behöver innehållet i en annan form.
accessibility-contact-unsaid = Vänd dig till den som sköter Tillbud i din organisation, eller skriv en rapport om det.
accessibility-supervision = Tillsyn
accessibility-supervision-text = Är du inte nöjd med svaret? Berätta det för den myndighet som har tillsyn över lagen: Myndigheten för digital förvaltning (Digg), eller den som har tagit över uppgiften.

## Rapporter: att göra (samordnare)

desk-pane = Rapporter i listan
desk-choose = Välj { $report }, { $day }
desk-bulk = Ta de valda tillsammans
desk-bulk-hint = För flera rapporter om samma sak.
desk-choose-incident = Välj en händelse
desk-work = Att göra
desk-work-none = Inget mer att göra med den här rapporten.
desk-acknowledge = Markera som läst
desk-acknowledge-hint = Den som rapporterade ser att någon har läst.
desk-reroute-to = Hänvisa till
desk-template = Färdig text
desk-template-none = Skriv egen text
desk-template-fill = Använd
desk-kept-wording = Varför behövs de orden?
desk-kept-wording-hint = Byt hellre ut dem. Om de måste stå kvar, till exempel i ett citat, sparas skälet.
desk-wording-lead = Ett tips innan du skickar.
desk-triage-later = Öppna och bedöm senare
desk-triage-again = Bedöm händelsen
desk-link-to = Händelse
desk-changed = Det här har hänt sedan du öppnade sidan
desk-changed-hint = Inget är sparat än, och det du skrev finns kvar i formuläret. Läs, ändra om det behövs och skicka igen.
step-ask = Ställ en fråga
step-feedback = Ge återkoppling
step-open = Öppna en händelse
step-link = Koppla till en händelse
step-decline = Besvara utan egen händelse
step-reroute = Hänvisa vidare
step-take_up = Ta upp igen
step-hint-ask = Den som rapporterade läser frågan med sin kod och kan svara. Fråga vad och hur.
step-hint-feedback = Berätta vad rapporten har lett till.
step-hint-decline = Säg vad som händer i stället. Rapporten räknas ändå med i trenderna.
step-hint-reroute = Rapporten skickas inte vidare. Den som rapporterade får veta vart det går att vända sig.
step-hint-take_up = Rapporten hamnar i kön igen. Den som rapporterade läser varför, och väntar åter på återkoppling.
step-text-ask = Fråga
step-text-feedback = Återkoppling
step-text-decline = Svar
step-text-reroute = Svar
step-text-take_up = Varför
step-send-ask = Skicka frågan
step-send-feedback = Skicka återkopplingen
step-send-decline = Besvara
step-send-reroute = Hänvisa
step-send-take_up = Ta upp rapporten igen
step-send-open = Öppna och bedöm
step-send-link = Koppla
step-send-unlink = Koppla bort från händelsen
told-acknowledge = Rapporten är markerad som läst.
told-ask = Frågan är skickad.
told-feedback = Återkopplingen är skickad.
told-open = Händelsen är öppnad och rapporten är del av den.
told-link = Rapporten är kopplad till händelsen.
told-unlink = Rapporten är bortkopplad och står för sig själv igen.
told-decline = Rapporten är besvarad.
told-reroute = Rapporten är hänvisad vidare.
told-take_up = Rapporten är upptagen igen.
desk-undo = Ångra
triage-page = Bedöm händelsen
triage-lead = Bedöm det som hände, inte den som var där. Bedömningen går att göra om.
triage-send = Spara bedömningen
triage-title = Kort rubrik
triage-title-hint = Vad det handlar om, utan namn.
triage-choose = Välj område
triage-actual = Vad blev följden?
triage-potential = Vad hade det kunnat bli?
triage-potential-hint = Välj den värsta rimliga följden, och hur troligt det är om det händer igen. Rutan visar bedömningen.
triage-harm = Följd
triage-category = Område
triage-unit = Verksamhet där förutsättningarna finns
triage-unit-unsaid = Inte valt
triage-assets = Information som berördes
triage-assets-hint = Ett system eller en informationsmängd, med klass 0–3 för konfidentialitet (K), riktighet (R) och tillgänglighet (T).
triage-personal = Berördes personuppgifter?
triage-personal-hint = Svaret avgör om en prövning enligt GDPR föreslås. Det går att ändra senare.
triage-personal-yes = Ja
triage-personal-no = Nej
triage-personal-unsaid = Vet inte än
triage-level-4 = Nivå 4 rör Sveriges säkerhet. Skriv inget om det här; vänd dig till säkerhetsskyddschefen.
triage-asset-number = Information { $number }
triage-asset = Namn
class-k = K
class-r = R
class-t = T
triage-assess = Behöver en lag prövas?
triage-actual-unsaid = Välj vad följden blev.
triage-potential-unsaid = Välj en ruta för vad det hade kunnat bli.
triage-category-unsaid = Välj ett område.
likelihood-unlikely = Inte troligt
likelihood-possible = Möjligt
likelihood-likely = Troligt
bulk-title = Flera rapporter om samma sak
bulk-lead = Varje rapport behåller sin egen dialog. Kopplingen går att ta bort igen.
bulk-count = { $count ->
    [one] 1 rapport är vald
   *[other] { $count } rapporter är valda
}
bulk-empty = Välj rapporter i listan först.
bulk-told-ask = { $count ->
    [one] Frågan är skickad till den som sänt rapporten.
   *[other] Frågan är skickad till { $count } som har rapporterat.
}
bulk-told-feedback = { $count ->
    [one] Återkopplingen är skickad till den som sänt rapporten.
   *[other] Återkopplingen är skickad till { $count } som har rapporterat.
}
bulk-write = Skriv till alla
bulk-write-hint = Samma text till var och en som har rapporterat. Ingen ser de andra.
bulk-send = Skicka till alla
bulk-refused = Inget är skickat. Rapport nummer { $number } i listan kan inte få texten: { $why } Ta bort den och försök igen.
bulk-conflict = Någon ändrade en av rapporterna samtidigt. Skicka igen; ingen får texten två gånger.
similar-title = Liknande
similar-show = Visa liknande rapporter och händelser
similar-none = Inget som liknar.
similar-lead = Jämfört efter orden, på den här datorn. Du ser det som din roll får läsa.
similar-page = Liknande rapporter och händelser
similar-link = Koppla hit
similar-incident = Händelse
keys-show = Kortkommandon (?)
keys-title = Kortkommandon
keys-move = Nästa och föregående rapport
keys-open = Läs originalet
keys-acknowledge = Markera som läst
keys-ask = Ställ en fråga
keys-feedback = Ge återkoppling
keys-triage = Bedöm, eller öppna en händelse
keys-link = Koppla till en händelse
keys-decline = Besvara utan egen händelse
keys-list = Till listan
keys-this = Den här listan
keys-close = Stäng

## I dag

nav-today = I dag
today-title = I dag
today-parts = Det som väntar
today-empty = Inget väntar på beslut just nu.
today-news-one = 1 ny
today-news-many = # nya
today-news-show = Visa
today-news-ended = Sidan får inte veta när något nytt kommer in. Ladda om den.
today-further = { $count ->
    [one] 1 till
   *[other] { $count } till
}
today-urgent = Brådskande
today-silent = Har väntat för länge
today-law = Lagliga tidsfrister
today-reply = Svar att läsa
today-new = Nya rapporter
today-due = Åtgärder att genomföra
today-verify = Effekt att bekräfta
today-followed = Det du följer
today-hint-urgent = Någon kan komma till skada.
today-hint-silent = Den som rapporterade har inte hört av en människa på { $days } arbetsdagar.
today-hint-law = Avgör om händelsen ska anmälas till en myndighet, eller skicka det som ska skickas.
today-hint-reply = Den som rapporterade har skrivit något nytt.
today-hint-new = Ingen har läst dem än.
today-hint-due = Inom sju dagar, eller redan efter sitt datum.
today-hint-verify = De är genomförda. Har de hjälpt?
today-hint-followed = Något har hänt de senaste sju dagarna.
today-overdue = Efter sitt datum
today-signal = Diagram som har ändrats
today-hint-signal = Mer än slumpen ger. Det är en fråga att ställa, inte ett betyg.
today-clock-declared = Från fastställd kännedom
today-clock-worst_case = I värsta fall
today-law-near = Mindre än ett dygn kvar
today-law-past = Tiden har gått ut
theme-dark = Mörkt
theme-light = Ljust
desk-incident-unchosen = Välj vilken händelse.
desk-next-report = Nästa rapport

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
search-in-actions = Åtgärder
search-in-notifications = Lagar och anmälningar
search-part-id = Har detta id
search-kept = Vad rapportörer själva har skrivit går inte att söka i: det läses bara av den som öppnar originalet, och det syns för rapportören.
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
filter-files = Kolumner och filer
filter-columns = Kolumner
filter-table = Visa som tabell
filter-list = Visa som lista
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
column-action = Åtgärd
column-state = Läge
column-strength = Styrka
column-owner = Ansvarig roll
column-due = Senast
column-rescheduled = Antal flyttade dagar
column-effect = Effekt
column-verifier = Bekräftad av
column-evidence = Så syns det att det är gjort
column-assessment = Det som bedömningen bygger på
column-risk = Kvarstående risk
column-proposed = Föreslagen
column-id = Åtgärdens id
table-empty = Öppna
table-label = Tabell
actions-empty-filtered = Inga åtgärder passar urvalet.
## Lärdomar

nav-lessons = Lärdomar
lessons-title = Lärdomar
lessons-lead = Det här har ni berättat, och det här har vi gjort. Inget i texterna ska peka ut någon.
lessons-search = Sök i lärdomarna
lessons-search-send = Sök
lessons-empty = Ingen lärdom är publicerad än.
lessons-none-found = Ingen lärdom innehåller alla orden. Prova med färre eller kortare ord.
lessons-feed = Prenumerera (Atom)
lessons-first = Till de nyaste
lessons-next = Äldre lärdomar
lessons-back = Alla lärdomar
lesson-said = Du sa
lesson-did = Vi gjorde
lesson-learned = Det tar vi med oss
lesson-published = Publicerad
lesson-about = Texten är skriven av dem som arbetade med det som rapporterades, och läst av en person till.
lesson-report = Berätta om något du har sett
lessonstate-draft = Utkast
lessonstate-approved = Godkänd
lessonstate-published = Publicerad
lessonstate-withdrawn = Indragen
lessondesk-lead = En lärdom börjar på en händelses sida. Någon annan än den som skrev läser den innan alla får göra det.
lessondesk-open = Så ser alla andra lärdomarna
lessondesk-state = Läge
lessondesk-empty = Inga lärdomar här.
lessonwrite-title = Skriv en lärdom
lessonwrite-back = Till händelsen
lessonwrite-lead = Skriv med egna ord vad som berättades och vad som ändrades. Texten ska gå att läsa för alla utan att någon känner igen sig eller en kollega.
lessonwrite-known = Underlag
lessonwrite-send = Spara utkastet
lesson-title-label = Rubrik
lesson-title-hint = Säg det som blev bättre, inte det som gick snett.
lesson-said-hint = Vad flera berättade, i dina ord. Inga citat.
lesson-did-hint = Vad som är ändrat, och vad det ledde till.
lesson-learned-hint = Frivilligt: det andra kan pröva hos sig.
lesson-lang-label = Textens språk
lesson-incidents-label = Händelser som den bygger på
lesson-incidents-hint = En adress eller ett id på varje rad. De visas inte för läsarna, men den som rapporterade ser lärdomen på sin kod.
lessonedit-open = Så ser den publicerade lärdomen ut
lessonedit-withdrawal = Därför drogs den in
lessonedit-check = Kan någon kännas igen?
lessonedit-check-empty = Kontrollen hittade inget. Läs ändå texten som en kollega skulle göra.
lessonedit-check-lead = Skriv om det som står här, eller säg vid godkännandet varför det ska stå kvar. Kontrollen hittar mycket men inte allt.
lessonedit-rare-untold = Det finns för få andra texter för att säga vilka ord som är ovanliga. Läs extra noga.
lessonedit-quoted = ”{ $words }”
lessonedit-instead = Skriv hellre: { $words }
lessonedit-coordinator = En samordnare som inte har skrivit texten godkänner den.
lessonedit-own = Du har skrivit texten. En annan samordnare läser och godkänner den.
lessonedit-approve-lead = Läs hela texten. Kan den som var med, eller en kollega, se vem det gäller?
lessonedit-kept = { $sort }: ska det stå kvar – varför?
lessonedit-approve = Godkänn texten
lessonedit-publish-title = Låt alla läsa den
lessonedit-publish-lead = Den visas utan inloggning, och för dem som rapporterade på deras kod.
lessonedit-publish = Publicera
lessonedit-kept-title = Står kvar, med skäl
lessonedit-revise-title = Ändra texten
lessonedit-revise-lead = En ändrad text behöver godkännas på nytt.
lessonedit-revise = Spara ändringen
lessonedit-withdraw-title = Dra in lärdomen
lessonedit-withdraw-lead = Ingen utanför arbetet kan läsa den längre. Den kan skrivas om och publiceras igen.
lessonedit-withdraw-reason = Varför?
lessonedit-withdraw = Dra in
lessonedit-from = Händelser
lessonedit-revision = Version { $revision }
finding-wording = Ord som kan låta som en anklagelse
finding-name = Namn
finding-personal_number = Personnummer
finding-email = E‑postadress
finding-phone = Telefonnummer
finding-workplace = Arbetsplats
finding-time = Tid
finding-rare_word = Ovanligt ord
finding-combination = Tid, plats och roll tillsammans
finding-rare_unit = Enhet med få rapporter
findinghelp-wording = Beskriv förutsättningarna i stället för en person.
findinghelp-name = Skriv en roll eller en funktion.
findinghelp-personal_number = Det behövs inte för att lära.
findinghelp-email = Skriv vilken funktion det gäller.
findinghelp-phone = Skriv vilken funktion det gäller.
findinghelp-workplace = Skriv vilket slags verksamhet det är.
findinghelp-time = En årstid eller en del av dygnet räcker.
findinghelp-rare_word = Få andra texter har ordet. En kollega kan känna igen det. Välj ett vanligare ord.
findinghelp-combination = Var för sig säger de lite, tillsammans kan de räcka. Behåll högst en av dem.
findinghelp-rare_unit = Så få rapporter kommer härifrån att den som arbetar där kan förstå vem det gäller. Vänta tills fler har berättat något liknande, eller bygg lärdomen på händelser från flera enheter.
incident-lessons-empty = Ingen lärdom är skriven än.
incident-lessons-write = Skriv en lärdom för alla
status-lessons = Det här ledde till
status-lessons-lead = Lärdomar som alla får läsa. Ingen ser att de hör ihop med din rapport.
field-finding = ”{ $words }” ({ $sort }) kan peka ut någon. Skriv om det, eller ange varför det ska stå kvar.
field-finding-instead = ”{ $words }” ({ $sort }) kan peka ut någon. Skriv hellre ”{ $instead }”, eller ange varför det ska stå kvar.
field-incident = Det finns ingen sådan händelse.
rejection-lesson-unknown = Den lärdomen finns inte.
rejection-lesson-already-drafted = Lärdomen är redan skriven.
rejection-lesson-no-incidents = En lärdom bygger på minst en händelse.
rejection-lesson-too-many-incidents = En lärdom kan bygga på högst { $max } händelser.
rejection-lesson-changed = Texten har ändrats sedan du läste den (version { $revision } gäller nu). Läs den först.
rejection-lesson-own-words = Ingen godkänner en text som man själv har påbörjat eller skrev sist. Be någon annan.
rejection-lesson-not-approved = Lärdomen behöver godkännas innan den publiceras.
rejection-lesson-already-published = Lärdomen är publicerad. Dra in den innan du ändrar den.
rejection-lesson-already-withdrawn = Lärdomen är indragen. Skriv om den först.
event-lesson-drafted = En lärdom skrevs
event-lesson-revised = En lärdom skrevs om
event-lesson-finding_kept = Ord fick stå kvar i en lärdom, med skäl
event-lesson-approved = En lärdom godkändes
event-lesson-published = En lärdom publicerades
event-lesson-withdrawn = En lärdom drogs in

# Förändringar och ansamlingar
nav-signals = Förändringar
signals-title = Förändringar
signals-lead = Här står det som är mer än slumpen brukar ge. Varje rad är en fråga att ställa, inte ett betyg på någon.
signals-back = Till förändringarna
signals-alerts = Ansamlingar som pågår
signals-alerts-hint = Varje vecka jämförs de senaste veckornas rapporter med året före: får en kategori, eller en kategori i en enhet, en större andel av alla rapporter än vanligt? Att fler rapporterar om allt ger ingen ansamling.
signals-alerts-empty = Ingen ansamling pågår.
signals-scanned = Senast genomgången: { $week }.
signals-not-scanned = Ingen vecka är genomgången än. Det behövs 34 veckor med rapporter.
signals-open = Diagram som har ändrats
signals-open-hint = Den senaste hela månaden hör till något som slumpen sällan ger. Diagrammet visar det underlag som fanns då.
signals-open-empty = Inget diagram väntar på en förklaring.
signals-raised = Upptäckt
signals-week = vecka { $week }, som började { $monday }
signals-quarter = Kvartal { $quarter } { $year }
signals-earlier = Tidigare
signals-earlier-empty = Inget tidigare.
signals-earlier-alerts = Ansamlingar som är över
signals-earlier-signals = Förklarade, avskrivna och inaktuella
signals-older-alerts = Äldre ansamlingar
signals-older-signals = Äldre förändringar
precision-title = Hur ofta ansamlingarna stämde
precision-hint = Andelen verkliga bland dem som någon har bedömt, för det kvartal de upptäcktes. Den hjälper oss att ställa in hur känslig genomgången ska vara.
precision-empty = Ingen ansamling har upptäckts.
precision-quarter = Kvartal
precision-unjudged = Inte bedömda
precision-share = Andel verkliga
precision-of = { $share } % av { $judged }
verdict-real = Verklig
verdict-known = Känd
verdict-noise = Slump
verdict-means-real = Verklig: något hade ändrats, och vi visste det inte
verdict-means-known = Känd: något hade ändrats, och vi visste det
verdict-means-noise = Slump: inget hade ändrats
alertstate-open = Pågår
alertstate-closed = Över
alert-severe = Allvarlig skada
alert-in-unit = { $what }, { $unit }
alert-title = { $what }: { $observed ->
    [one] { $observed } rapport
   *[other] { $observed } rapporter
} på { $weeks ->
    [one] en vecka
   *[other] { $weeks } veckor
}, och { $expected } var att vänta
alert-since = Sedan { $week }
alert-means-share = { $observed ->
    [one] { $observed } rapport
   *[other] { $observed } rapporter
} kom på { $weeks ->
    [one] en vecka
   *[other] { $weeks } veckor
}. Om andelen av alla rapporter hade varit som året före ({ $baseline } rapporter) var { $expected } att vänta.
alert-means-severe = { $observed ->
    [one] { $observed } rapport
   *[other] { $observed } rapporter
} om allvarlig skada kom på { $weeks ->
    [one] en vecka
   *[other] { $weeks } veckor
}. Om det hade varit som året före ({ $baseline } rapporter) var { $expected } att vänta.
alert-asks = Har något i arbetet ändrats?
alert-provisional = Preliminärt: det finns mindre än ett år att jämföra med.
alert-week = Upptäckt
alert-grown = Växte senast
alert-closed = Över sedan
alert-p = Sannolikhet för minst så många om inget ändrats
alert-q = Andel falska bland ansamlingar som denna, högst
alert-members = Enheter som var för sig sticker ut
alert-members-hint = I den ordning som organisationen själv listar dem. De säger var det är värt att titta, inget mer.
alert-said = Bedömningen
alert-judge-title = Vad var det?
alert-judge-again = Ändra bedömningen
alert-judge-hint = Svaret visar hur ofta ansamlingarna stämmer. Det senaste svaret gäller.
alert-verdict = Bedömning
alert-reason = Vad bygger du det på?
alert-judge = Spara bedömningen
signalstate-open = Väntar på en förklaring
signalstate-explained = Förklarad
signalstate-dismissed = Avskriven
signalstate-superseded = Inaktuell
signalrule-outside_limits = Utanför gränserna
signalrule-long_run = Lång följd på samma sida
signalrule-few_crossings = Korsar mitten sällan
signalrule-shift = Sju i rad på samma sida
signalrule-trend = Sju i rad åt samma håll
signalrule-two_of_three = Två av tre nära gränsen
signal-measure-reports = Rapporter per månad
signal-measure-of = { $measure }, { $scope }
signal-title-high = { $measure }: högre än vanligt sedan { $since }
signal-title-low = { $measure }: lägre än vanligt sedan { $since }
signal-asks = Vad har ändrats i arbetet?
signal-asks-more = Det betyder oftast att fler berättar. Har något i arbetet ändrats?
signal-asks-fewer = Har något blivit bättre, eller har det blivit svårare att berätta?
signal-check-same = Diagrammet är beräknat på nytt från det underlag som fanns då, och ger samma resultat.
signal-check-other-result = Diagrammet är beräknat på nytt från det underlag som fanns då, men ger inte längre samma resultat.
signal-check-other-input = Diagrammet är beräknat på nytt, men underlaget eller beräkningen är inte samma som då. Kontrollsumman stämmer inte.
signal-check-unreadable = Underlaget kan inte läsas av den här versionen.
signal-said = Vad som har sagts
signal-superseded-text = Rapporter som kom in sent har ändrat månaderna, och det är inte längre mer än slumpen ger. Allt finns kvar här.
signal-explain-title = Vet du vad det kommer av?
signal-explain-hint = Till exempel en ny rutin, en kampanj eller ett nytt sätt att rapportera.
signal-explain-reason = Vad kommer det av?
signal-explain = Spara förklaringen
signal-dismiss-title = Skriv av
signal-dismiss-hint = När inget behöver följa av det. Skälet sparas, och inget tas bort.
signal-dismiss-reason = Varför behöver inget följa?
signal-dismiss = Skriv av
signal-facts = Hur det är beräknat
signal-rule = Regel
signal-q = Andel falska bland alla diagram, högst
signal-q-told = { $q } (den berättas om)
signal-q-found = { $q } (den berättas inte om, den finns bara här)
signal-known-at = Loggens läge då
signal-engine = Beräknad med
signal-digest = Kontrollsumma för underlaget
signal-late = Kontrollsumma när den blev inaktuell
today-alert = Ansamlingar
today-hint-alert = En kategori får en större andel av rapporterna än vanligt. Titta, och säg vad det var.
rejection-scan-later = Veckor gås igenom i ordning, och en senare vecka är redan genomgången.
rejection-alert-unknown = Den ansamlingen finns inte.
rejection-alert-closed = Ansamlingen är över.
rejection-signal-unknown = Den förändringen finns inte.
rejection-signal-superseded = Den är inaktuell: sena rapporter har ändrat månaderna.
event-scan-week_scanned = En vecka gicks igenom efter ansamlingar
event-alert-raised = En ansamling upptäcktes
event-alert-grown = En ansamling växte
event-alert-closed = En ansamling är över
event-alert-judged = En ansamling bedömdes
event-signal-raised = Ett diagram visar mer än slumpen ger
event-signal-explained = En förändring förklarades
event-signal-dismissed = En förändring skrevs av
event-signal-superseded = En förändring blev inaktuell genom sena rapporter
outbox-topic-alert = { $count ->
    [one] { $count } ansamling att titta på
   *[other] { $count } ansamlingar att titta på
}
outbox-topic-signal = { $count ->
    [one] { $count } diagram har ändrats
   *[other] { $count } diagram har ändrats
}
messages-topic-alert = en kategori får en större andel av rapporterna än vanligt
messages-topic-signal = ett diagram visar mer än slumpen ger

## Mått och antal anställda
nav-measures = Mått
measures-title = Mått
measures-lead = Här står vad som mäts och hur. Siffrorna finns bland trenderna.
measures-new = Nytt mått
measures-empty = Inget mått är definierat än.
measures-retired-title = Mått som ingen följer längre
measures-back = Alla mått
measures-owner = Ses till av { $role }
measures-decisions = { $count ->
    [one] 1 beslut om baslinjen
   *[other] { $count } beslut om baslinjen
}
measures-count = Antal { $what }
measures-gap = Dagar mellan { $what }
measures-median = Mittersta antalet dagar { $span }
measures-per-head = { $figure }, per 100 årsarbetare
measures-divided = { $figure }, delat med antal { $what }
measures-of-category = kategori { $name }
measures-of-unit = enhet { $name }
measures-judged = bedömda
measures-actual = skada: minst { $severity }
measures-potential = möjlig skada: minst { $severity }
what-reports = rapporter, i månaden de kom in
what-incidents = händelser, i månaden de inträffade
what-reports_closed = rapporter vars händelse avslutades
what-answers = svar på ”Skulle du rapportera igen?”
what-actions_decided = beslutade åtgärder
what-actions_due = åtgärder som skulle vara klara
what-actions_implemented = genomförda åtgärder
what-factors = förutsättningar som gjorde det svårt
outcome-told = återkoppling gavs före avslut
outcome-in_time = gjorda i tid
outcome-verified = effekten bekräftad inom sex månader
outcome-repeated = funna igen inom tolv månader, i samma enhet och kategori
span-to_acknowledgement = tills någon har sett rapporten
span-to_triage = till bedömning
span-to_feedback = till återkoppling
chartkind-run = Förloppsdiagram, utan gränser
chartkind-i = Enskilda värden (XmR)
chartkind-c = Antal (c)
chartkind-u = Antal per mängd (u)
chartkind-up = Antal per mängd, justerad spridning (u′)
chartkind-p = Andel (p)
chartkind-pp = Andel, justerad spridning (p′)
chartkind-g = Dagar mellan ovanliga händelser (g)
chartkind-t = Tid mellan ovanliga händelser (t)
period-month = Månad
period-quarter = Kvartal
better-increase = Mer är bättre
better-decrease = Mindre är bättre
better-neutral = Varken eller: en ändring är en fråga
figure-count = Hur många
figure-median = Mittersta antalet dagar
figure-gap = Dagar från en till nästa
measurecondition-kind = Slag av rapport
measurecondition-category = Kategori
measurecondition-unit = Enhet
measurecondition-actual_at_least = Skadan var minst
measurecondition-potential_at_least = Den möjliga skadan var minst
measurecondition-severity = Allvarlighet
measurecondition-strength = Åtgärdens styrka
measurecondition-element = Del av arbetet
measurecondition-again = Svar
measurecondition-outcome = Utfall
measure-key = Kortnamn
measure-key-hint = Frivilligt. Små bokstäver a–z, siffror och _; annars följer det av det svenska namnet. Det kan inte ändras sedan.
measure-chart = Diagram
measure-chart-hint = Antal: c eller XmR. Per mängd: u′. Andel: p′. Dagar: XmR. Mellan ovanliga händelser: g.
measure-period = En punkt är
measure-direction = Vad är bättre?
measure-direction-hint = Fler rapporter är aldrig sämre. För antal rapporter går det därför inte att välja att mindre är bättre.
measure-owner = Roll som ser till måttet
measure-defined-as = Definierat av
measure-is-retired = Ingen följer måttet längre
measure-take-up = Följ det igen
measure-reason = Varför?
measure-reason-optional = Varför? (frivilligt)
measure-baseline = Baslinje
measure-baseline-lead = Mittlinje och gränser räknas på alla månader tills någon bestämmer något annat. Programmet ändrar dem aldrig av sig självt.
measure-baseline-empty = Inget är bestämt: alla månader räknas.
measure-frozen = Fryst till och med { $month }
measure-rebased = Ny nivå från { $month }
measure-excluded = { $month } räknas inte med
baselineback-frozen = Låt den röra sig igen
baselineback-rebased = Ta tillbaka den nya nivån
baselineback-excluded = Räkna med månaden igen
measure-freeze-title = Frys baslinjen
measure-freeze-lead = Mittlinje och gränser räknas på månaderna till och med den du väljer. Det som kommer sedan jämförs med dem.
measure-freeze-month = Till och med månaden
measure-freeze = Frys
measure-rebase-title = Börja en ny nivå
measure-rebase-lead = Svara ja på alla fyra först (Wheeler). Annars är det bättre att vänta.
wheeler-1 = Beter sig siffrorna annorlunda nu än förut?
wheeler-2 = Vet ni vad det beror på?
wheeler-3 = Är den nya nivån önskad, eller åtminstone godtagen?
wheeler-4 = Väntar ni er att den håller i sig?
measure-rebase-month = Första månaden på den nya nivån
measure-rebase-reason-hint = Vad som ändrades, och varför ni tror att det håller i sig.
measure-rebase = Börja ny nivå
measure-exclude-title = Låt en månad stå utanför
measure-exclude-lead = Månaden syns i diagrammet men räknas inte in i mittlinje och gränser.
measure-exclude-month = Månad
measure-exclude = Låt den stå utanför
measure-retire-title = Sluta följa måttet
measure-retire-lead = Det visas inte längre bland trenderna. Det kan tas upp igen.
measure-retire = Sluta följa
measure-revise = Ändra definitionen
measure-define-lead = Välj vad som räknas, mot vad, och hur det ritas. Ingen kod behövs, och inget mått räknar människor.
measure-revise-lead = Den nya definitionen gäller även bakåt i tiden. Menar du något annat, gör ett nytt mått.
measure-sv = Namn på svenska
measure-en = Namn på engelska
measure-numerator = Vad som räknas
measure-figure = Räkna
measure-what = Av
measure-span = Dagar, från att rapporten kom in
measure-conditions-lead = Bara de som uppfyller allt du väljer här. Allt passar inte till allt; det som inte går sägs när du sparar.
measure-any = Alla
measure-denominator = Vad det delas med
measure-of = Dela med
measure-of-nothing = Ingenting
measure-of-heads = Årsarbetare, i hundratal
measure-whole-conditions = Villkor för det som det delas med
measure-whole-conditions-lead = För en andel: lämna tomt, så delas med alla av samma slag.
measure-save = Spara måttet
headcount-title = Antal anställda
headcount-lead = Antalet per enhet gör att rapporter och skador kan räknas per 100 årsarbetare. Här står bara hur många, aldrig vilka.
headcount-empty = Inga enheter och inga antal finns än.
headcount-unit = Enhet
headcount-cell = { $employees } anställda, { $fte } årsarbetare
headcount-record-title = För in ett antal
headcount-record-lead = Det gäller från månaden du anger tills ett nytt förs in. För in samma månad igen för att rätta.
headcount-month = Från och med månaden
headcount-employees = Anställda
headcount-fte = Årsarbetare
headcount-fte-hint = Alla tjänster ihop, till exempel 41,5.
headcount-source = Varifrån kommer siffran?
headcount-source-hint = Till exempel Personalsystemet, mars.
headcount-record = För in
headcount-table-title = För in en hel tabell
headcount-table-lead = Klistra in en CSV-tabell. Den förs in i sin helhet eller inte alls; går något inte sägs det rad för rad.
headcount-table-label = Tabell
headcount-table-hint = Första raden: unit,month,employees,fte. Högst 1 000 rader, med komma eller semikolon emellan.
headcount-table = För in tabellen
headcount-row = Rad { $row }: { $problem }
field-unit = Välj en enhet ur listan.
field-number = Skriv ett tal från 0 till { $max }.
field-heading = Första raden behöver vara unit,month,employees,fte.
field-row = Raden behöver ett värde för varje kolumn: unit,month,employees,fte.
rejection-measure-undefined = Det måttet finns inte.
rejection-measure-already-defined = Det finns redan ett mått med kortnamnet { $key }. Ändra det, eller välj ett annat kortnamn.
rejection-measure-other-key = Ett mått behåller sitt kortnamn. Gör ett nytt mått i stället.
rejection-measure-retired = Ingen följer måttet längre. Ta upp det igen först.
rejection-measure-order = Månader kommer i ordning: välj en efter { $month }, där den senaste nivån börjar.
rejection-measure-too-many-levels = Ett mått kan ha högst { $max } nivåer.
rejection-measure-too-many-excluded = Högst { $max } månader kan stå utanför.
rejection-definition-condition = { $condition } går inte att fråga efter hos det som räknas.
rejection-definition-not-a-part = Det som det delas med utesluter något som räknas. Ge det färre villkor.
rejection-definition-divided = Dagar delas inte med något.
rejection-definition-gap-of = Dagar från en till nästa räknas mellan händelser.
rejection-definition-per-head = Bara rapporter och händelser räknas per årsarbetare.
rejection-definition-chart = Diagrammet passar inte till det som räknas. Välj { $fits }.
rejection-definition-gap-period = Dagar från en till nästa har en punkt för varje händelse: välj månad.
rejection-definition-fewer-reports = Fler rapporter är inte sämre, och färre inte bättre. Välj att mer är bättre, eller varken eller.
rejection-headcount-unknown = Inget antal är infört för enheten.
rejection-headcount-other-unit = Antalet hör till en annan enhet.
rejection-headcount-too-many = En enhet kan ha högst { $max } anställda.
rejection-headcount-too-much-work = Årsarbetarna kan vara högst dubbelt så många som de anställda.
rejection-headcount-month = Månaden ligger utanför det som går att räkna på.
rejection-headcount-too-many-months = Högst { $max } månader kan föras in för en enhet.
event-measure-defined = Ett mått definierades
event-measure-revised = Ett mått ändrades
event-measure-retired = Ett mått slutade följas
event-measure-taken_up_again = Ett mått togs upp igen
event-measure-baseline_frozen = En baslinje frystes
event-measure-baseline_thawed = En baslinje får röra sig igen
event-measure-rebased = En ny nivå började
event-measure-rebase_taken_back = En ny nivå togs tillbaka
event-measure-point_excluded = En månad ställdes utanför baslinjen
event-measure-point_included = En månad räknas med igen
event-headcount-recorded = Antalet anställda i en enhet fördes in
event-headcount-taken_back = Ett antal anställda togs tillbaka
