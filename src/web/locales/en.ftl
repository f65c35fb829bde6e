# All texts in English. Ask what and how, never who and why; terms follow the vocabulary.

## Frame

skip = Skip to content
nav-label = Pages
nav-report = Report
nav-receipt = Follow a report
nav-desk = Reports
nav-incidents = Incidents
nav-trends = Trends
nav-concerns = Concerns
nav-sign-in = Sign in (for coordinators and others with an assignment)
nav-sign-out = Sign out
language-label = Language
footer-promise = No cookies for people who report, nothing from other sites, no tracking.
footer-elsewhere = Security protection, whistleblowing, manager and HR: other ways

## Report

report-title = Tell us what happened
report-lead = You do not need to sign in or say who you are. One field is enough.
before-title = Does it belong elsewhere?
before-security = Does it concern national security? Write nothing about it here. Contact the security protection officer.
before-whistleblowing = Do you want to disclose serious misconduct with the protection of the law? Use the organisation’s whistleblowing channel.
before-employment = Is it about your employment, or how someone was treated? Talk to your manager, HR or the safety representative.
report-trust-anonymous = Anonymous
report-trust-anonymous-text = We do not ask who you are, and store neither your IP address nor anything about your phone or computer. The report holds only the hour it came in.
report-trust-code = You get a code
report-trust-code-text = Use it to follow what happens and to hear what came of your report.
report-trust-learning = It is used for learning
report-trust-learning-text = What made it hard to do right can be changed. That is why we ask what and how.
report-narrative = What happened – or nearly happened?
report-narrative-hint = Write as you would tell a colleague. Roles are better than names, for example “the stand-in” or “the resident”.
report-urgent = Someone may be hurt now
report-urgent-hint = Tick the box, and the report is marked as urgent.
call-first = Is anyone in danger? Call first. Tillbud is not an emergency service.
call-number = Call { $number }
call-number-here = Urgent, here: call { $number }
report-more = Tell more if you like
report-more-hint = Everything here is optional. Skip what you like.
report-kind = What is it about?
report-kind-unsaid = Do not know, or skip
report-happened = When did it happen, roughly?
report-happened-unsaid = Do not know, or skip
report-happened-today = Today
report-happened-yesterday = Yesterday
report-happened-this-month = Earlier in { $month }
report-happened-month = In { $month }
report-happened-this-year = Earlier in { $year }
report-happened-year = In { $year }
report-unit = Where?
report-unit-hint = The unit or the place, as close as you like.
report-unit-unsaid = Do not know, or skip
report-system = A particular system or piece of equipment?
report-ongoing = Is it still going on?
report-ongoing-yes = Yes
report-ongoing-no = No
report-ongoing-unsaid = Do not know
report-hindered = What made it hard to do right just then?
report-hindered-hint = For example time, technology, premises, information or handover.
report-helped = What helped, or kept it from getting worse?
report-send = Send the report
report-sending = Sending …
report-wording-lead = A tip, if you like. You can send it as it is.
report-after = You get a code once it is sent. Nobody but you can connect it with you.
report-send-again = Send again
report-lost = The report did not get through, because there is no connection just now. Everything you have written is still here. Send it again when you are connected – it becomes one report, however many times you send it.
report-online = You are connected again. Now you can send the report.
report-too-long = This is more than can be sent at once. Everything is still here: shorten it and send it again.
report-kept = Tillbud cannot be reached just now. You can write all the same: the text stays in this tab, and you send it when you can. Do not close the tab before that.
report-draft = What you write stays in this tab until you send it.
report-clear = Clear what I have written
report-cleared = What you wrote has been removed.
report-held = Your report is handed over within an hour, together with others. Then nobody can tell when yours was sent.
report-at-once = Send at once
report-at-once-hint = Then whoever runs the server can see to the minute when the report came in. Reports marked as urgent always go at once.
# In the other language, for whoever reads that one.
report-other-language = Visa det här på svenska, med det jag har skrivit

## Problems in a form

form-summary-title = Something needs changing before it can be sent
form-narrative-empty = Write a few words about what happened. That is all we need.
form-sent-before = A report from this form has already been received. Do you want to send this text as a new report? Press Send the report once more.
form-unavailable = The report did not get through just now. What you wrote is still here: send it again in a while. Call { $number } if anyone is in danger.
form-website = Leave this field empty.
form-website-filled = Empty the field and send again. It is only there to stop rubbish that programs fill in.
crowded-title = Many are writing just now
# Stands in a form that keeps everything; with scripts it is sent by itself after a while.
crowded-text = What you wrote is still here. Wait { $seconds } seconds, then send it once more. Call 112 if anyone is in danger.
crowded-by-itself = What you wrote is still here and will be sent by itself in a moment. Call 112 if anyone is in danger.

## Received

received-title = Thank you. Report received.
received-urgent = The report is marked as urgent.
received-held = It is in safe keeping and is handed over to the coordinator within an hour, together with everything else that has come in. Then nobody can tell when you wrote it.
received-code = Your code
received-code-spoken = The code, character by character: { $code }
received-keep = Save the code: write it down, print the page or save the QR code.
received-keep-why = It is the only way back to your report. Nobody can look it up for you, and neither can we.
received-copy = Copy the code
received-copied = The code is copied
received-print = Print
received-qr = Save as QR code
received-qr-alt = QR code that holds your code, nothing else.
received-qr-file = code
received-follow = See the report now
received-next = What happens next
received-next-read = { $days ->
    [one] Within one working day
   *[other] Within { $days } working days
}
received-next-read-text = A coordinator reads the report.
received-next-question = If something needs clearing up
received-next-question-text = A question will be waiting where you enter the code. You decide whether to answer.
received-next-feedback = { $days ->
    [one] Within one day
   *[other] Within { $days } days
}
received-next-feedback-text = You hear what came of the report. Look in again with the code.
received-again = Write another report

## Follow a report

receipt-title = Follow your report
receipt-lead = Enter the code that you got when the report was sent.
receipt-code = Code
receipt-code-hint = 18 characters. Hyphens and capital or small letters make no difference.
receipt-show = Show the report
receipt-lost = Lost the code?
receipt-lost-text = Then the report cannot be found again: it is not connected with anyone. It is read all the same. If you want to be able to answer questions you can send a new report.
receipt-unknown = There is no report with that code. Check the characters – O is read as 0, I and L as 1.
receipt-busy = Many codes are being typed just now, so we take them one at a time. Your report is still there: try again in { $seconds } seconds.

status-title = Your report
status-held = Waiting to be handed over
status-held-text = The report is in safe keeping. It is handed over to the coordinator within an hour, together with everything else that has come in, so that nobody can tell when you wrote it.
status-received = Received
status-received-text = The report is waiting to be read. That usually takes at most { $days ->
    [one] one working day
   *[other] { $days } working days
}.
status-acknowledged = Read
status-acknowledged-text = A coordinator has read the report and is deciding how the work goes on.
status-linked = Being worked on
status-linked-text = The report is part of an incident. We are finding out what made it hard, what helped and what needs to change.
status-closed = Done
status-closed-text = The work is finished. What came of it is written below.
status-declined = Read and answered
status-declined-text = We are not taking the report further this time. Our thinking is written below.
status-rerouted = Passed on
status-rerouted-text = The report belongs somewhere else: { $channel }. How to get there is written below.
status-steps = How far it has come
status-step-done = done
status-step-now = we are here now
status-dialogue = Messages
status-dialogue-empty = No messages yet.
status-question = Question to you
status-reply = You wrote
status-waiting = You wrote (to be handed over within an hour)
status-feedback = Feedback
status-taken_up_again = Your report was taken up again
status-reply-label = Answer, or add something
status-reply-hint = It is up to you. You are still anonymous.
status-reply-send = Send
status-reply-thanks = Thank you, what you wrote is received.
status-own = What you wrote
status-code = Your code is { $code }
status-leave = Close the page when you are done if others use the same screen.
status-answer = Answer from the independent recipient
status-erased = Erased
status-withdrawn-text = You took the report back on { $day }. What you wrote, the messages and the files are gone for good. Facts without your own words still count in the statistics.
status-disposed-text = The words of the report were erased on { $day }, by the organisation's decision { $decision }. What you wrote, the messages and the files are gone for good. Facts without your own words still count in the statistics.
status-sent-before = What you sent the last time is already received. Do you want to send this too? Press the button once more.

again-title = How was it to report?
again-label = Would you report again?
again-yes = Yes
again-unsure = I do not know
again-no = No
again-send = Send the answer
again-unsaid = Choose one of the answers first.
again-thanks = Thank you, your answer is noted.

ledger-title = Who has read what you wrote?
ledger-nobody = Nobody has opened your own words.
ledger-hint = Your words are sealed. Whoever wants to read them first says what for, and then it shows here: role, day and purpose, but no names and no time of day.

concern-summary = Were you treated badly after you reported?
concern-who = What you write here reaches only the independent recipient, who stands outside the line of command. No other role in Tillbud sees it: not the coordinator, not a manager, not the administrator.
concern-how = The independent recipient does not see your report and does not know who you are, unless you tell. The answer comes here, on this page.
concern-label = What has happened since you reported?
concern-hint = Tell as much as feels safe.
concern-send = Send to the independent recipient
concern-thanks = Thank you for telling. The independent recipient reads it, and the answer comes here on this page.

withdraw-summary = Take the report back
withdraw-goes = This goes for good: what you wrote, all messages and all files. They cannot be brought back, not by us either.
withdraw-stays = This stays: facts without your own words, such as kind, unit and month, count in the statistics. What others have written about the incident stays, and what you wrote to the independent recipient is kept apart.
withdraw-sure = Yes, I want what I wrote to be erased for good
withdraw-send = Erase what I wrote
withdraw-unsure = Tick the box first, if you want what you wrote to be erased.
withdraw-done = The report is taken back.
erased = The text is erased.

## Reports (coordinator)

desk-title = Reports
desk-reply-waiting = Reply to read
desk-lead = Newest first. Urgent reports are marked.
desk-waiting = Something is waiting and is handed over within an hour.
desk-counts = Number by status
desk-all = All
desk-filter = Filter
desk-filter-kind = Kind
desk-filter-unit = Unit
desk-filter-any = All
desk-filter-show = Show
desk-filter-clear = Clear
desk-empty = No reports here.
desk-empty-filtered = No reports match the filter.
desk-next = Older reports
desk-first = To the newest
desk-urgent = Urgent
desk-kind-unsaid = Kind not given
desk-unit-unsaid = No unit chosen
desk-feedback-owed = Feedback is awaited

deskreport-title = Report
deskreport-rerouted = Passed on to
deskreport-further = Further
deskreport-action-taken = What was done
deskreport-from-feedback = Feedback from a coordinator
deskreport-from-reply = The person who reported
deskreport-from-question = Question from a coordinator
deskreport-from-taken_up_again = Taken up again by a coordinator
deskreport-back = To the reports
deskreport-narrative = What happened – or nearly happened?
deskreport-hindered = What made it hard to do right just then?
deskreport-helped = What helped, or kept it from getting worse?
deskreport-facts = Facts
deskreport-kind = Kind
deskreport-received = Received
deskreport-happened = Happened
deskreport-unit = Unit
deskreport-place = Place
deskreport-system = System
deskreport-ongoing = Still going on
deskreport-language = Written in
deskreport-source = Source
deskreport-incident = Incident
deskreport-open-incident = Show the incident
deskreport-no-incident = Not part of any incident
deskreport-dialogue = Messages
deskreport-copy = Approved copy
deskreport-original = The report's own words
deskreport-original-hint = The words are sealed. The person who reported gets to see which role reads them, on which day and what for. Opening lasts for the rest of the day.
deskreport-purpose = What for?
deskreport-read = Read the original
deskreport-closed = You can read the reply when you have opened the original.
deskreport-files = Files

concerns-title = Concerns
concerns-lead = From people who were treated badly after they reported. Only you in your role see them.
concerns-empty = No concerns.
concerns-first = To the newest
concerns-next = Older concerns
concerns-row = Concern of { $day }
concerns-owed = Waits for an answer
concerns-answered = Answered
concerns-messages = { $count ->
    [one] 1 message
   *[other] { $count } messages
}
concerns-back = To the concerns
concerns-from-reply = The person who reported
concerns-from-answer = Your answer
concerns-answer-label = Answer
concerns-answer-hint = Whoever wrote reads the answer with their code. Ask how it affects them and what would help, not who they are.
concerns-answer-send = Send the answer

incidents-title = Incidents
incidents-first = To the newest
incidents-next = Older incidents
incidents-lead = Newest first.
incidents-empty = No incidents here.
incidents-stage = Stage
incidents-followed = Only what I follow
incidents-followed-empty = You follow no incidents here. Open an incident and choose Follow.
incidents-reports = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
incidents-actions = { $count ->
    [one] 1 action open
   *[other] { $count } actions open
}

## One incident

incident-back = To the incidents
incident-facts = Facts
incident-opened = Opened
incident-category = Category
incident-unit = Unit
incident-actual = Actual consequence
incident-potential = Possible consequence
incident-response = Way of working
incident-unset = Not judged yet
incident-outcome = What came of it
incident-summary = What we learned
incident-merged = The work goes on in another incident
incident-reports = Reports
incident-reports-empty = No reports are linked.
incident-factors = Contributing conditions
incident-factors-empty = None are described yet.
incident-hindered = Made it hard
incident-helped = Helped
incident-actions = Actions
incident-actions-empty = No actions yet.
incident-action-owner = Owner role
incident-action-due = Due
incident-action-strength = Strength
incident-action-effect = Effect
incident-action-overdue = past its date
incident-timeline = Course of events
incident-timeline-empty = Nothing is described yet.
incident-timeline-corrected = Corrected later
incident-history = What has been done
incident-history-empty = Nothing yet.

## Trends

trends-title = Trends
trends-lead = Reports a month, by when they came in.
trends-neutral = More reports mostly mean that more people tell, not that it has become more dangerous. Fewer may mean that telling has become harder.
trends-by = Split by
trends-by-none = All together
trends-by-kind = Kind
trends-by-category = Category
trends-by-unit = Unit
trends-unit = Unit
trends-category = Category
trends-from = From
trends-to = To
trends-month-hint = YYYY-MM
trends-show = Show
trends-total = All reports
trends-unsaid = Not given
trends-parts = Split by { $by }
trends-parts-scale = Every chart has the same scale, so that they can be compared.
trends-chart-desc = { $months } months, { $first } to { $last }: { $total } reports in all. In whole months between { $least } and { $most }.
trends-chart-incomplete = The last month is still running; its bar is dashed.
trends-sum = { $total } in all
trends-table = The figures as a table
trends-table-month = Month
trends-table-total = All
trends-table-incomplete = running
trends-csv = Get as CSV
trends-empty = No reports in this period.
trends-undated = { $count } reports without a known month are not included.
trends-period-wrong = The period cannot be read. Write YYYY-MM, the first month first.

## Charts with limits

chart-none = Everything is within what chance usually gives.
chart-outside-high = { $count ->
    [one] One point is above the upper limit: { $to }.
   *[other] { $count } points are above the upper limit, the first { $from } and the latest { $to }.
}
chart-outside-low = { $count ->
    [one] One point is below the lower limit: { $to }.
   *[other] { $count } points are below the lower limit, the first { $from } and the latest { $to }.
}
chart-long-run = { $count } points in a row are on the same side of the centre ({ $from } to { $to }); chance rarely gives more than { $bound }. The level has probably changed.
chart-few-crossings = The line crosses the centre { $count } times ({ $from } to { $to }); chance rarely gives fewer than { $bound }. The level has probably changed.
chart-shift-high = { $count } points belong to a run of at least seven above the mean, the latest { $to }.
chart-shift-low = { $count } points belong to a run of at least seven below the mean, the latest { $to }.
chart-trend-up = { $count } points belong to a rising run of at least seven, the latest { $to }.
chart-trend-down = { $count } points belong to a falling run of at least seven, the latest { $to }.
chart-near-high = { $count } points are near the upper limit, two of three in a row, the latest { $to }.
chart-near-low = { $count } points are near the lower limit, two of three in a row, the latest { $to }.
chart-insufficient = Too few points to say anything: { $count }. Only the values are shown.
chart-centre-only = Too few points for limits: { $count }, and 10 are needed. The centre is shown.
chart-no-variation = All values are the same, so there is no variation to judge.
chart-too-short = The limits rest on only { $count } points and serve only to compare with other tools.
chart-trial = The limits are on trial: they rest on { $count } points.
chart-provisional = The limits are provisional: they rest on { $count } points, and 20 are better.
chart-few-events = This happens too seldom for such a chart, which then often signals for nothing. The time between events says more.
chart-small-denominator = Some period has so small a base that less than one event was to be expected.
chart-tied-times = Several events have the same time. Finer times, or days between events, say more.
chart-short-baseline = The baseline rests on fewer than 12 points, and new points then signal for nothing more often.
chart-asks = A signal is a question: something has changed, but the chart does not say why.
chart-summary = { $points } points. Centre { $centre }, limits { $lower } to { $upper }.
chart-summary-centre = { $points } points. Centre { $centre }.
chart-summary-values = { $points } points.
chart-table = Every point as a table
chart-column-point = Period
chart-column-value = Value
chart-column-centre = Centre
chart-column-lower = Lower limit
chart-column-upper = Upper limit
chart-column-signal = Signal
chart-point-outside = outside the limits
chart-point-runs = in an unusual run
chart-point-excluded = left out of the estimates
chart-point-incomplete = running
chart-point-missing = not measured
chart-point-not-applicable = nothing to divide by

## Sign in

signin-title = Sign in
signin-lead = For coordinators, analysts and others with an assignment here. People who report need not sign in.
signin-token = Your key
signin-token-hint = You got it from whoever runs Tillbud where you work.
signin-send = Sign in
signin-wrong = The key is not right, or is no longer valid. Try again, or ask for a new one.

## Accounts and access

nav-access = Access
nav-account = Your account
frame-role = You are here as { $role }
frame-role-change = Change role
signin-name = Name to sign in with
signin-password = Password
signin-code = One-time code
signin-code-hint = Only if you have turned on one-time codes. After five wrong codes we wait a quarter of an hour.
signin-with-token = Sign in with a key instead
signin-with-password = Sign in with name and password instead
signin-wrong-password = The name, the password or the code is not right. Try again. If you cannot get in, an administrator can help you.
signin-no-role = You are known here but have no role at the moment. Ask an administrator to give you one.
signin-with-service = Sign in with { $service }
anew-service = Go on to the sign-in
provider-title = You were not signed in
provider-unavailable = The sign-in service does not answer as it should just now. Try again in a while. If that does not help, tell whoever runs Tillbud where you work; the reason stands in the program's log.
provider-refused = The sign-in service did not let you in. Try again, or ask whoever runs the sign-in where you work.
provider-untrusted = Signing in took too long, or began in another browser. Begin again from here.
provider-other = You signed in as somebody else than the one who is signed in here. Sign out and begin again.
provider-retry = Try again
signed-out-title = You are signed out here
signed-out-lead = You are taken on to sign out of the sign-in service as well.
signed-out-service = Sign out of { $service }
role-title = Choose a role
role-lead = You have several roles. What you do is recorded with the one you choose.
role-label = Which role do you go on in?
role-send = Go on
role-does-coordinator = Coordinator: takes in reports, leads analyses and follows actions
role-does-analyst = Analyst: sees incidents and trends, not what anyone wrote
role-does-action_owner = Action owner: carries out actions
role-does-data_protection_officer = Data protection officer: sees to it that words are erased when that is decided
role-does-manager = Manager: sees what was released to the management, never a report
role-does-auditor = Auditor: reads the log without what is sealed
role-does-administrator = Administrator: lets others in, sees none of the content
role-does-independent = Independent recipient: hears when somebody was treated badly after reporting
anew-title = Confirm that it is you
anew-lead = What you are about to do is sensitive, and you signed in a while ago. Nothing has been changed yet.
anew-send = Go on
anew-wrong = That is not right. Try again.
account-title = Your account
account-back = To your account
account-name = Your name here
account-name-hint = Only you and the administrator see the name. The log holds a pseudonym.
account-login = Signs in as
account-provider = Through the organisation's sign-in
account-password = Password
account-password-change = Change the password
account-second-on = On.
account-second-off = Off.
account-second-change = Change
account-token = You are signed in with a key. It has a role and no name.
account-roles = Your roles
account-sessions = Where you are signed in
account-sessions-hint = We do not know from which computer or place. If you do not recognise one, end it and change your password.
account-session-this = This one
session-begun = Began
session-seen = Last used
session-end = End it
password-title = Change the password
password-lead = All your other sessions end when you change it.
password-must = Somebody else chose your password. Choose your own before you go on.
password-present = Present password
password-chosen = New password
password-hint = At least { $min } characters. A whole sentence is easy to remember and hard to guess.
password-repeated = New password once more
password-send = Change the password
password-short = The password is too short: at least { $min } characters.
password-long = The password is too long: at most { $max } characters.
password-holds-name = The password is too short without the name that you sign in with. Add something else.
password-differs = The two new ones are not the same. Write the same one again.
password-same = That is the same password as now. Choose another.
password-wrong = The present password, or the code, is not right.
second-title = One-time codes
second-lead = With one-time codes it is not enough that somebody gets hold of your password.
second-step-app = Open an app for one-time codes
second-step-app-text = The one that your organisation recommends, for example. Any that follows TOTP works.
second-step-scan = Scan the picture
second-picture = QR code for your app; the same is written as text below the picture
second-step-type = If that does not work, type this:
second-step-code = Type the code that the app shows
second-code = One-time code, six digits
second-send = Turn on one-time codes
second-wrong = The code is not right. Wait for the next one, and see that the clock of your phone is right.
second-on = One-time codes are on. They are asked for when you sign in.
second-off = Turn off one-time codes
second-off-hint = When you change phones: turn them off here, then on again. If you have lost your phone, an administrator can help you.
access-title = Access
access-lead = Who has a role here, why, since when and when it was last used. Go through the list every half-year: confirm what is needed and take back the rest. Only you as an administrator see the names.
access-tabs = Access
access-tab-review = Review
access-tab-people = Accounts
access-tab-give = Give a role
access-tab-tokens = Keys
access-tab-sessions = Signed in
access-due-count = { $count ->
    [one] One role is to be reviewed.
   *[other] { $count } roles are to be reviewed.
  }
access-vacant = Nobody has these roles
access-empty = No role has been given yet.
access-due = To be reviewed
access-run-out = Has run out
access-disabled = Disabled
access-must-change = Has not chosen a password yet
access-is-token = Key
access-is-you = You
access-forgotten = Somebody who is not here any more
access-token-name = Key { $id }
access-since = since
access-until = until
access-confirmed = confirmed
access-used = last used
access-never-used = never used
access-made = made
access-confirm = Confirm
access-revoke = Take back
access-revoke-reason = Why?
access-revoke-send = Take the role back
grant-source-decision = decided here
grant-source-operator = from the command line
grant-source-provider = through the organisation's sign-in
access-give-lead = A role is given for a time and for a reason. Both stand in the log, the reason sealed.
access-give-nobody = There is nobody else to give a role to. First make an account:
access-give-holder = Who?
access-give-role = Which role?
access-give-until = Until
access-give-until-hint = A year, if you leave it empty.
access-give-reason = Why?
access-give-reason-hint = Which assignment it is for, for example. It is read at the next review.
access-give-send = Give the role
access-tab-units = Units
access-units-lead = Whoever leads a unit sees nothing of reports and incidents that come from there. It is recorded here, until it is taken back.
access-units-empty = Nobody is recorded as leading a unit.
access-units-new = Record who leads a unit
access-units-nobody = There are no accounts yet. Make one first:
access-units-unit = Which unit?
access-units-unit-hint = Write the unit exactly as it is written when incidents are triaged.
access-units-reason-hint = For example: head of the unit since March. It is read at the next review.
access-units-send = Save
access-units-leave = Does not lead the unit any more
access-units-leave-send = Take back
access-people-lead = An account lets somebody in only once it has a role.
access-people-empty = No accounts yet.
access-people-new = New account
access-people-name = Name
access-people-name-hint = What colleagues call the person. Only administrators and the person see it.
access-people-login-hint = The e-mail address, for example.
access-people-send = Make the account
access-people-reset = New password
access-people-enable = Let in again
access-people-disable = Disable
access-login-taken = That name is taken. Choose another.
access-password-title = Password for { $name }
access-password-lead = Hand it over in a safe way. The person chooses another when signing in for the first time.
access-token-title = Your new key
access-token-lead = Put it where the program reads it.
access-secret-once = It is shown only here and only now.
access-tokens-lead = A key is for a program and has one single role.
access-tokens-empty = No keys.
access-tokens-new = New key
access-tokens-reason = What is it for?
access-tokens-send = Make the key
access-sessions-lead = Everybody who is signed in now. We do not know where they are.
rejection-grant-unknown = There is no such grant.
rejection-grant-own = Nobody gives or confirms a role of their own. Ask another administrator.
rejection-grant-own-unit = Nobody takes back what keeps themselves out. Ask another administrator.
rejection-grant-already-revoked = The role has been taken back already. It can be given again.
rejection-grant-revoked-here = An administrator took this role back. Only an administrator can give it again.
event-grant-given = A role was given
event-grant-confirmed = A role was confirmed at a review
event-grant-revoked = A role was taken back
event-grant-unit_led = That somebody leads a unit was recorded
event-follow-begun = Somebody began to follow an incident
event-follow-ended = Somebody stopped following an incident

## Errors

error-report-instead = Do you want to report something? You always can, here.
error-to-start = To the form
error-sign-in = Sign in
error-code = Code { $status }

## Words for codes

kind-incident = Something happened
kind-near_miss = Something nearly happened
kind-unsafe_condition = Something may happen
kind-good_catch = Something went well, worth learning from
status-short-received = New
status-short-acknowledged = Read
status-short-linked = Part of an incident
status-short-declined = Answered
status-short-rerouted = Passed on
status-short-erased = Erased
stage-opened = Opened
stage-triaged = Triaged
stage-local_fix = Being put right on the spot
stage-analysis = Being analysed
stage-analysed = Analysed
stage-awaiting_theme = Waiting to be analysed with its like
stage-actions_decided = Actions decided
stage-implementing = Actions under way
stage-verifying = Effect being followed up
stage-closed = Closed
stage-merged = Merged into another
severity-none = No harm
severity-minor = Minor
severity-moderate = Moderate
severity-major = Major
severity-catastrophic = Catastrophic
response-local_fix = Put right on the spot
response-after_action_review = After-action review
response-full_analysis = Full analysis
response-aggregate_theme = Gathered with its like into a theme
element-task = The task
element-tools_and_technology = Tools and technology
element-organisation = Organisation
element-physical_environment = Physical environment
element-external_requirements = External requirements
element-cooperation_and_handover = Cooperation and handover
element-information_and_instruction = Information and instruction
element-peoples_conditions = People’s conditions
strength-stronger = Stronger
strength-intermediate = Intermediate
strength-weaker = Weaker
action-proposed = Proposed
action-decided = Decided
action-implemented = Implemented
action-assessed = Effect assessed
action-verified = Effect confirmed
action-abandoned = Ended, remaining risk accepted
channel-manager = your manager
channel-hr = HR
channel-whistleblowing = the whistleblowing channel
channel-security_protection = the security protection officer
channel-other_organisation = another organisation
role-reporter = the person who reported
role-coordinator = coordinator
role-analyst = analyst
role-action_owner = action owner
role-data_protection_officer = data protection officer
role-manager = manager
role-auditor = auditor
role-administrator = administrator
role-independent = independent recipient
role-system = Tillbud
purpose-triage = to judge what the report is about
purpose-dialogue = to ask questions or give feedback
purpose-analysis = to understand what contributed
purpose-de_identification = to make a copy without personal details
purpose-legal_duty = because a law requires it
media-jpeg = Image (JPEG)
media-png = Image (PNG)
media-webp = Image (WebP)
media-heic = Image (HEIC)
media-pdf = Document (PDF)
media-docx = Document (Word)
media-xlsx = Spreadsheet (Excel)
media-pptx = Presentation (PowerPoint)
media-text = Text
media-other = File
yes = Yes
no = No
lang-sv = Swedish
lang-en = English
event-incident-opened = The incident was opened
event-incident-report_linked = A report was linked
event-incident-report_unlinked = A report was unlinked
event-incident-merged_into = The work moved to another incident
event-incident-unmerged = The incident stands on its own again
event-incident-absorbed = Another incident was merged into this one
event-incident-released = An incident merged here stands on its own again
event-incident-triaged = The incident was triaged
event-incident-assessment_decided = A legal duty to notify was assessed
event-incident-response_chosen = A way of working was chosen
event-incident-timeline_item_added = The course of events was added to
event-incident-factor_identified = A contributing condition was described
event-incident-analysis_completed = The analysis was completed
event-incident-action_added = An action was proposed
event-incident-closed = The incident was closed
event-incident-reopened = The incident was reopened
event-incident-wording_kept = Words that the language check named were kept
event-report-received = A report came in
event-report-imported = A report was taken over from another register
event-report-acknowledged = A report was read
event-report-question_asked = The person who reported was asked something
event-report-reply_received = A reply came in
event-report-feedback_given = Feedback was given
event-report-declined = A report was answered without further work
event-report-rerouted = A report was passed on
event-report-taken_up_again = A report was taken up again
event-report-linked = A report was linked
event-report-unlinked = A report was unlinked
event-report-attachment_added = A file was added to a report
event-report-original_opened = Someone read the report's own words
event-report-copy_approved = A copy without details about people was approved
event-report-experience_shared = The person who reported told how it was
event-report-wording_kept = Words that the language check named were kept
event-report-erased = The words of a report were erased
event-action-proposed = An action was proposed
event-action-decided = An action was decided
event-action-rescheduled = An action got a new date
event-action-implemented = An action was implemented
event-action-effect_assessed = The effect of an action was assessed
event-action-verified = The effect of an action was confirmed
event-action-abandoned = An action ended and the remaining risk was accepted
event-action-taken_up_again = An action was taken up again
event-concern-raised = A concern reached the independent recipient
event-concern-answered = The independent recipient answered
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-month = { $month } { $year }
date-day = { $day } { $month } { $year }
date-minute = { $day } { $month } { $year }, { $clock }

## The app

install-description = Tell what happened, or nearly happened. Anonymously, without signing in.

## Problems: for pages and for programs

problem-bad-request-title = What was sent could not be read
problem-bad-request = Reload the page and try again.
problem-invalid-title = Something needs changing
problem-invalid = Look over the fields and send again.
problem-wording-title = Some words need a second look
problem-wording = The text has words that may point someone out. Rewrite it, or send a reason in the field kept_wording.
problem-sign-in-title = You need to sign in
problem-sign-in = This is for people with an assignment here.
problem-forbidden-title = This is not open to your role
problem-forbidden = Do you need it in your work? Ask whoever runs Tillbud where you work.
problem-unopened-title = Open the original first
problem-unopened = This belongs to the reporter’s own words. Say what you need them for and open the original first – the reporter sees that it happened.
problem-unknown-receipt-title = The code leads to no report
problem-unknown-receipt = There is no report with that code. Check the characters – O is read as 0, I and L as 1.
problem-not-found-title = What you look for is not here
problem-not-found = Check the address. It may have moved or been erased.
problem-method-not-allowed-title = That cannot be done here
problem-method-not-allowed = The address exists, but does not take that method.
problem-cross-site-title = The form came from another site
problem-cross-site = Nothing was changed. Open Tillbud yourself and do it there.
problem-too-large-title = What was sent is too large
problem-too-large = Shorten the text and send it again.
problem-not-json-title = The format cannot be read
problem-not-json = Send JSON, with Content-Type: application/json.
problem-rejected-title = That cannot be done now
problem-rejected = See how far it has come, and try again.
problem-idempotency-key-reused-title = The key has been used
problem-idempotency-key-reused = The same Idempotency-Key came with other content. Use a new key for a new request.
problem-precondition-failed-title = Someone else was first
problem-precondition-failed = It has changed since you read it. Load it again, see what is new and try again.
problem-conflict-title = Someone else was first
problem-conflict = It was changed at the same moment. Load it again, see what is new and try again.
problem-unavailable-title = Tillbud cannot be reached just now
problem-unavailable = Try again in a while. Call 112 if anyone is in danger.
problem-busy-title = A lot is going on just now
problem-busy = Try again in a moment. Reporting works in the meantime. Call 112 if anyone is in danger.
problem-proof-of-work-title = Many are sending just now
problem-proof-of-work = Nothing has been stored yet. Send the same again with the answer to challenge in Proof-Of-Work; /api/v1/openapi.json says how to compute it. Or wait as long as Retry-After says, and send challenge as it is.
problem-internal-title = Something went wrong on our side
problem-internal = It is not because of you. Try again in a while.

## What needs changing in a field

field-empty = The field is empty. Write something first.
field-too-long = The text is longer than { $max } characters. Shorten it.
field-null-character = The text holds a character that cannot be stored. Write that line again.
field-date = The date cannot be read. Write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm, between 1900 and 2100.
field-day = Write a day as YYYY-MM-DD.
field-not-one-of = Choose one of: { $values }.
field-category = Choose a category of the list at /api/v1/lists.
field-national-security = Level 4 is national security. Write nothing about it here; turn to the security protection officer.
field-level = The level is 0, 1, 2 or 3.
field-id = This is not an id (UUID).
field-too-many = At most { $max } may be given.
field-month = Write a month as YYYY-MM.
field-missing = This field is needed.
field-unknown = There is no such field here. Take it away.
field-wrong-type = The field has the wrong type of value.
field-wording = “{ $words }” may point someone out. { $suggestion }
malformed-json = The body is not valid JSON: line { $line }, column { $column }.
malformed-body = The body did not arrive whole. Send it again.
malformed-form = The form could not be read. Load the page again and retry.
malformed-encoding = The text did not arrive as UTF-8, so letters such as å, ä and ö could go wrong. Load the page again and send it once more.
malformed-query = The query in the address cannot be read. Compare with /api/v1/openapi.json.
malformed-limit = limit takes 1 to { $max }.
malformed-cursor = after takes the next of an earlier page, unchanged.
malformed-format = format takes csv.
malformed-if-match = If-Match takes the ETag of an earlier answer, in quotes, such as "3".
malformed-idempotency-key = Idempotency-Key takes 1 to { $max } visible ASCII characters.

## Why a rule says no

rejection-report-unknown = There is no such report.
rejection-report-already-received = The report has already been received.
rejection-report-no-dialogue = The report comes from another register; nobody holds a code to it.
rejection-report-already-declined = The report has already been answered without further work.
rejection-report-already-rerouted = The report has already been passed on.
rejection-report-part-of-incident = The report is part of incident { $incident }. Unlink it first.
rejection-report-not-part-of-incident = The report is not part of that incident.
rejection-report-not-ended = This report was neither declined nor passed on.
rejection-report-erased = The words of this report are erased. Nothing more can be added.
rejection-report-too-many-attachments = A report can have at most { $max } files.
rejection-report-copy-changed = Someone approved a copy meanwhile (revision { $revision }). Read it first.
rejection-report-decision-missing = Name the decision that the erasure rests on.
rejection-concern-unknown = There is no such concern.
rejection-incident-unopened = There is no such incident.
rejection-incident-already-opened = The incident is already open.
rejection-incident-already-closed = The incident is closed. Reopen it first.
rejection-incident-not-closed = The incident is not closed.
rejection-incident-merged-elsewhere = The work goes on in incident { $incident }.
rejection-incident-not-merged = The incident is not merged into another.
rejection-incident-not-absorbed = That incident was not merged into this one.
rejection-incident-absorbed-here = Incident { $incident } is merged into this one. Let it stand on its own first.
rejection-incident-merged-into-itself = An incident cannot be merged into itself.
rejection-incident-no-reports = An incident is opened from at least one report.
rejection-incident-too-many-reports = The incident has as many reports as it can have.
rejection-incident-report-not-linked = The report is not linked to the incident.
rejection-incident-potential-below-actual = The consequence that was possible cannot be milder than the one that came.
rejection-incident-too-many-assets = The triage names too many information assets.
rejection-incident-not-triaged = Triage the incident first.
rejection-incident-assessment-not-triggered = Triage did not ask for an assessment under { $regime }.
rejection-incident-already-assessed = The assessment under { $regime } was decided so already.
rejection-incident-unknown-item = That item is not in the course of events.
rejection-incident-too-many-factors = The incident has as many conditions as it can have.
rejection-incident-no-analysis-chosen = Choose a way of working with an analysis first.
rejection-incident-already-analysed = The analysis is already complete.
rejection-incident-no-factors = Describe at least one contributing condition first.
rejection-incident-too-many-actions = The incident has as many actions as it can have.
rejection-incident-not-aside = You have not stepped aside from that incident.
rejection-incident-not-ready-to-close = Something remains before the incident can be closed.
rejection-action-unproposed = There is no such action.
rejection-action-already-proposed = The action has already been proposed.
rejection-action-already-decided = The action has already been decided.
rejection-action-not-decided = Decide the action first.
rejection-action-already-implemented = The action has already been implemented.
rejection-action-not-implemented = The action needs to be implemented first.
rejection-action-not-assessed = Assess the effect of the action first.
rejection-action-already-assessed = The effect was assessed so already: { $effect }. Assess it again when you see another.
rejection-action-effect-not-shown = The effect cannot be confirmed while the assessment is: { $effect }.
rejection-action-owner-cannot-verify = Another role than the owner confirms the effect.
rejection-action-weak-plan-without-reason = The plan holds only weaker actions. Write how you reasoned.
rejection-action-already-verified = The effect has already been confirmed.
rejection-action-already-abandoned = The action has already ended.
rejection-action-not-abandoned = This action was not ended.
gate-triage = Triage the incident.
gate-response = Choose a way of working.
gate-analysis = Complete the analysis.
gate-feedback = Give feedback on report { $report }.
gate-assessment = Assess the duty to notify under { $regime }.
gate-action = Confirm the effect of action { $action }, or end it.
gate-weak-plan-reason = Write how you reasoned when the plan holds only weaker actions.
regime-gdpr = the General Data Protection Regulation (GDPR)
regime-nis2 = the Swedish Cybersecurity Act (NIS2)
effect-improved = it got better
effect-no_evidence_yet = cannot be seen yet
effect-worse = it got worse
effect-cannot_tell = there is no way to tell

## Files

report-files = Photos or documents?
report-files-hint = At most { $max } files of 20 MB. Place, date, names and everything else that travels along with a file is removed before it is stored. What shows in the picture or stands in the text remains.
report-keep-original = Send it all the same, sealed as it is
report-keep-original-hint = Then the file can tell where and when it was made and on which computer or phone. It is stored encrypted and only shown to those who may open the original.
form-files-again = Choose the files again: the browser does not let us fill them in for you.
form-files-broken = The files did not arrive whole. Please try once more.
form-files-too-large = The files are too large together. Send fewer, or smaller ones.
file-numbered = File { $number }: { $why }
file-empty = The file is empty. Choose another one.
file-too_large = The file is larger than 20 MB. Send a smaller one, such as a screenshot.
file-too_large_unpacked = The file becomes too large when it is unpacked. Send a smaller one.
file-too_many_parts = The file has too many parts. Send a simpler one, such as a PDF.
file-unknown_format = This kind of file cannot be cleaned. Send JPEG, PNG, WebP, PDF, DOCX, XLSX, PPTX or plain text.
file-old_office = Older Office files cannot be cleaned. Save it as DOCX, XLSX, PPTX or PDF and send that.
file-damaged = The file is damaged and cannot be read. Save it anew and send it again.
file-encrypted = The file is locked with a password. Take the password away and send it again.
file-macros = The file contains macros. Save it without macros and send it again.
file-uncleanable = The file contains something that cannot be cleaned. Save it as PDF or as a picture.
file-no_decoder = HEIC pictures cannot be cleaned here. Send the photo as JPEG (iPhone: Settings, Camera, Formats, Most Compatible) or a screenshot of it.
file-unreadable = The file cannot be read within reasonable time. Save it anew, preferably as PDF or picture, and send it again.
file-infected = The virus scanner found something in the file, so it is not stored. Send a screenshot instead.
file-too_many = A report can have at most { $max } files.
file-away = Files cannot be taken at the moment. Try again in a while, or send the report without files and add them later with your code.
status-files = Files
status-files-none = No files.
status-files-add = Add files
status-files-send = Send the files
status-files-thanks = The files are received.
files-size = { $kibibytes } kB
files-cleaned = details of place, camera and author are removed
files-uncleaned = not cleaned, kept as it came
deskreport-files-hint = Downloaded as a file. Open the original first: the reporter sees that it was opened, and what for.
problem-file-title = The file was not taken
problem-file = See what is said about the file and send it again.
# Copy for sharing
copy-title = Copy for sharing
copy-back = To the report
copy-make = Make a copy to share
copy-lead = Analysts read the copy only, never the original. The proposal finds much, but not everything. Read the whole text before you approve it.
copy-original = The original
copy-masks = Proposed to be replaced
copy-masks-empty = The rules found nothing to replace. Read the text all the same.
copy-hints = Words that may sound like an accusation
copy-hints-lead = They are not replaced, as they are the reporter’s own. Are they needed to understand what happened?
copy-copy = The copy
copy-approved = Approved now: version { $revision }.
copy-revision = version { $revision }
copy-none = No copy is approved yet.
copy-label = The text that others may read
copy-hint = Change it freely. Write a role or a sort of place instead of a name, and take out details that give away who it is about.
copy-kept = Shall the words stay – why?
copy-kept-hint = Fill this in when the words say nothing about a person, for instance when a name is a product. The reason is kept.
copy-approve = Approve the copy
copy-changed = Another version was approved while you wrote
copy-changed-hint = Your text is kept below. Compare them. If you approve yours, it takes the place of this one:
copy-summary = The copy is not approved yet
copy-still = This is still there: { $all }. Replace it, or write below why it shall stay.
copy-quoted = “{ $words }”:
copy-closed-problem = A new day has begun, and the original is closed again. Open it on the report’s page, then approve. Your text stays here.
copy-closed = The original is closed. Whoever approves a copy has to have read it the same day.
copy-closed-open = Open the report in a new tab
copy-change = Change the copy
copy-still-one = “{ $words }” ({ $sort })
incident-copies = From the reports
incident-copies-hint = Copies in which names, numbers and places of work are replaced.
identity-name = name
identity-personal_number = personal identity number
identity-email = e-mail address
identity-phone = phone number
identity-workplace = place of work
# Legal clocks: deadlines, notifications to authorities, the register
nav-deadlines = Deadlines
event-incident-personal_data_answered = Whether personal data were touched was answered
event-incident-assessment_asked = An assessment under a law was asked for
event-incident-controller_assessed = The duty to notify was assessed for a board or organisation
event-incident-awareness_declared = The moment of awareness was declared
event-incident-deadlines_set = Deadlines were counted
event-incident-notification_described = What the authority is told was written
event-incident-notification_sent = Something was sent to the authority
event-incident-notification_supplemented = Something sent was supplemented
event-incident-notification_finished = The case with the authority ended
field-moment = Write a date and a time, such as 2026-11-04T12:30.
rejection-notification-not-asked = No assessment under { $regime } was asked for, or not for this controller.
rejection-notification-too-many = The incident has as many assessments as it can have.
rejection-notification-too-many-items = The case has as many descriptions and supplements as it can have.
rejection-notification-sent-already = Something was sent already. Supplement it, then finish the case.
rejection-notification-not-assessed = Decide first whether it has to be notified under { $regime }.
rejection-notification-not-notifiable = It was decided that { $regime } asks for no notification. Assess it anew first.
rejection-notification-in-the-future = That moment has not come yet.
rejection-notification-stage-sent = This stage was sent already. Supplement it instead.
rejection-notification-stage-not-sent = This stage was not sent yet.
rejection-notification-stages-missing = Not everything that has a deadline was sent yet.
rejection-notification-already-final = The case was finished. Supplement it instead.
standing-assessing = Being assessed
standing-not_notifiable = No notification needed
standing-due = To be notified
standing-sent = Sent
standing-supplemented = Supplemented
standing-final = Finished
regime-name-gdpr = Personal-data breach (GDPR)
regime-name-nis2 = Cybersecurity (NIS2)
ground-personal_data = personal data were touched
ground-no_personal_data = no personal data were touched
ground-category = the category
ground-severity = how bad it could have been
ground-asset = an information asset was touched
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
holiday-new_years_day = New Year's Day
holiday-epiphany = Epiphany
holiday-good_friday = Good Friday
holiday-easter_sunday = Easter Sunday
holiday-easter_monday = Easter Monday
holiday-may_day = May Day
holiday-ascension_day = Ascension Day
holiday-whit_sunday = Whit Sunday
holiday-national_day = Sweden's National Day
holiday-midsummer_eve = Midsummer Eve
holiday-midsummer_day = Midsummer Day
holiday-all_saints_day = All Saints' Day
holiday-christmas_eve = Christmas Eve
holiday-christmas_day = Christmas Day
holiday-boxing_day = Boxing Day
holiday-new_years_eve = New Year's Eve
clocks-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
  }
clocks-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
  }
clocks-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
  }
clocks-left = { $span } left
clocks-past = The time ran out { $span } ago
clocks-by = by
clocks-weekend = It is a weekend
clocks-working-day = The last working day before it is { $day }.
clocks-no-deadline = No deadline at the moment.
clocks-from-declared = counted from declared awareness
clocks-from-worst-case = counted in the worst case, from when the first report came in
clocks-asked = asked for
deadlines-title = Deadlines
deadlines-lead = What waits to be assessed or sent to an authority. The most urgent comes first.
deadlines-register = Register of personal-data breaches
deadlines-proposed = Triage proposes an assessment, and none was asked for
deadlines-empty = Nothing waits at the moment.
notice-title = Notifying authorities
notice-back = To the incident
notice-all = All deadlines
notice-section-empty = No assessment under a law was asked for.
notice-section-link = Assessments and deadlines
notice-proposal = Proposed: assess whether it has to be notified
notice-proposal-grounds = Proposed because of:
notice-proposal-hint = A proposal decides nothing. A person assesses and writes the reasons.
notice-outdated = These deadlines were counted by another version of the rules than the one in use, or not counted yet.
notice-clocks = Stages and deadlines
notice-stage = Stage
notice-worst-case = By, in the worst case
notice-declared = By, from awareness
notice-sent = Sent
notice-sendings = What was sent
notice-reference = Reference:
notice-received = First report came in at the earliest
notice-aware = Awareness
notice-aware-reasons = Reasons for that moment
notice-decided = Decided
notice-reasons = Reasons
notice-outcome = How the case ended
notice-document = Show the document
notice-sources = Sources:
notice-pack = Rule pack
notice-unconfirmed = This is not confirmed yet:
notice-empty = No assessment under a law was asked for, and triage proposes none.
notice-more = More
notice-elsewhere = The page has changed since you opened it. Load it again and retry.
notice-form-personal-data = Were personal data touched?
notice-form-ask = Ask for an assessment
notice-form-assess = Decide whether it has to be notified
notice-form-awareness = Declare when you became aware
notice-form-describe = Write what the authority is told
notice-form-send = Record that a stage was sent
notice-form-supplement = Record a supplement
notice-form-finish = Finish the case
notice-form-recount = Count anew
notice-button-personal-data = Save the answer
notice-button-ask = Ask for it
notice-button-assess = Save the decision
notice-button-awareness = Save the moment
notice-button-describe = Save the text
notice-button-send = Record as sent
notice-button-supplement = Record supplement
notice-button-finish = Finish the case
notice-button-recount = Count the deadlines anew
notice-hint-personal-data = The answer decides whether an assessment under the GDPR is proposed.
notice-hint-ask = Each board is usually a controller of its own. The first one named takes over an assessment that was asked for without a name.
notice-hint-assess = The decision can be changed until something was sent.
notice-hint-awareness = Until somebody has declared it, the time counts in the worst case, from when the first report came in.
notice-hint-describe = The text is used in the register and in the document for the authority. Write no names.
notice-hint-send = First send it in the authority's own form, then record it here.
notice-hint-supplement = What was recorded before does not change.
notice-hint-finish = Every stage that has a deadline has to be sent.
notice-hint-recount = { "" }
notice-field-regime = Law
notice-field-controller = Board or organisation
notice-field-touched = Were personal data touched?
notice-field-notifiable = Does it have to be notified?
notice-field-reasons = Reasons
notice-field-aware = Date and time
notice-field-facts = What happened?
notice-field-affected = Whom did it touch, and roughly how many?
notice-field-consequences = What did it lead to, or may it lead to?
notice-field-measures = What was done?
notice-field-stage = Stage
notice-field-sent = When was it sent?
notice-field-reference = The authority's reference
notice-field-text = In short
notice-help-regime = { "" }
notice-help-controller = Leave empty for the whole organisation.
notice-help-touched = { "" }
notice-help-notifiable = { "" }
notice-help-reasons = { "" }
notice-help-aware = Swedish time.
notice-help-facts = { "" }
notice-help-affected = Categories and numbers, no names. Can be left empty.
notice-help-consequences = { "" }
notice-help-measures = { "" }
notice-help-stage = { "" }
notice-help-sent = Swedish time.
notice-help-reference = Can be left empty.
notice-help-text = { "" }
register-title = Register of personal-data breaches
register-sheet = Personal data breaches
register-lead = All personal-data breaches, also those that needed no notification (GDPR article 33.5).
register-back = Deadlines
register-empty = The register is empty.
register-csv = Get as CSV
register-xlsx = Get as Excel
register-undescribed = Not described yet
register-asked = Asked for
register-incident = Incident
register-controller = Controller
register-category = Category
register-unit = Unit
register-facts = Facts
register-affected = Touched
register-consequences = Effects
register-measures = Measures taken
register-standing = Standing
register-reasons = Reasons for the decision
register-received = First report (worst case)
register-aware = Awareness
register-decided = Decided
register-finished = Finished
register-outcome = How the case ended
register-id = Id of the incident
document-title = Document for the authority
document-back = To the assessment
document-to = To be sent to
document-hint = Copy the text into the authority's form, or print this page. Nothing is sent from here.
document-controller = Controller or organisation
document-incident = Our reference
document-earlier = Sent earlier
document-missing = Not known yet
document-contact = Contact details and whatever else the authority asks for go straight into its form.

## Messages that something waits

outbox-subject = Tillbud: something waits for you
outbox-subject-urgent = Tillbud: something urgent waits for you
outbox-lead = This waits in Tillbud:
outbox-end = No more than this is said here, because others may see your mail. Sign in to see what it is about. This message cannot be answered.
outbox-topic-new_report = { $count ->
    [one] 1 new report
   *[other] { $count } new reports
}
outbox-topic-added = { $count ->
    [one] 1 answer or addition from someone who reported
   *[other] { $count } answers or additions from those who reported
}
outbox-topic-assessment = { $count ->
    [one] 1 incident for which the duty to notify has to be assessed
   *[other] { $count } incidents for which the duty to notify has to be assessed
}
outbox-topic-action_decided = { $count ->
    [one] 1 action to carry out, new or with a new date
   *[other] { $count } actions to carry out, new or with a new date
}
outbox-topic-action_implemented = { $count ->
    [one] 1 action carried out, whose effect has to be assessed
   *[other] { $count } actions carried out, whose effect has to be assessed
}
outbox-topic-action_assessed = { $count ->
    [one] 1 action whose effect has to be confirmed
   *[other] { $count } actions whose effect has to be confirmed
}
outbox-topic-concern = { $count ->
    [one] 1 concern
   *[other] { $count } concerns
}
outbox-topic-silence = { $count ->
    [one] { $count } person who reported has not heard from a human being for too long
   *[other] { $count } people who reported have not heard from a human being for too long
}
outbox-topic-deadline = { $count ->
    [one] { $count } legal deadline comes near or has passed
   *[other] { $count } legal deadlines come near or have passed
}
outbox-topic-action_due = { $count ->
    [one] { $count } action is soon to be carried out
   *[other] { $count } actions are soon to be carried out
}
outbox-topic-action_overdue = { $count ->
    [one] { $count } action is past its day
   *[other] { $count } actions are past their day
}
outbox-topic-action_unconfirmed = { $count ->
    [one] { $count } action that was carried out has long been waiting for its effect to be confirmed
   *[other] { $count } actions that were carried out have long been waiting for their effect to be confirmed
}
messages-title = Messages
messages-lead = Get mail when something waits for you. A mail says only that something waits and on which page, never what it is about.
messages-choose = Choose what you want to be told
messages-not-set-up = Messages are not switched on here. Whoever runs Tillbud can switch them on.
messages-no-topic = None of your roles is sent messages.
messages-on = Messages are sent to { $address }.
messages-off = No messages are sent to you.
messages-waits = The address { $address } is not confirmed yet.
messages-trouble = The last message did not arrive.
messages-form = What you want to be told
messages-address = Mail address
messages-address-hint = We send a code there before it is used. Only you see the address, and it goes with your account.
messages-topics = Tell me when
messages-topic-new_report = a new report has come in
messages-topic-added = a person who reported has answered or added something
messages-topic-silence = a person who reported has not heard from a human being for too long
messages-topic-assessment = the duty to notify has to be assessed
messages-topic-deadline = a legal deadline comes near or has passed
messages-topic-action_decided = an action has got an owner and a day, or another day
messages-topic-action_due = an action is soon to be carried out
messages-topic-action_overdue = an action is past its day
messages-topic-action_implemented = an action was carried out and its effect has to be assessed
messages-topic-action_assessed = an action's effect has to be confirmed
messages-topic-action_unconfirmed = an action's effect has long been waiting to be confirmed
messages-topic-concern = a concern has come in
messages-pace = How often
messages-pace-at_once = At once, at most each quarter of an hour
messages-pace-daily = Once a day, at seven. What is urgent comes at once all the same.
messages-language = Language of the mails
language-sv = Swedish
language-en = English
messages-send = Save
messages-code-title = Type the code
messages-code-text = We have sent a code to { $address }. Messages begin once you have typed it here.
messages-code = Code
messages-code-hint = Eight digits. If no mail has come, check the address and save again.
messages-code-send = Confirm the address
messages-turn-off = Turn off all messages
messages-turn-off-hint = The address is removed.
messages-wrong-address = Type a mail address, such as name@kommun.se.
messages-wrong-nothing = Choose at least one thing to be told.
messages-wrong-mixed = Whoever is told of concerns is told of nothing else at the same address. Choose concerns alone, or everything but concerns.
messages-wrong-taken = The address cannot be used for this. Choose another one.
messages-wrong-often = We cannot send that many codes in an hour. Wait a while.
messages-wrong-code = The code is not right, or older than { $minutes } minutes. Type it again, or save the address again and we send a new one.
messages-wrong-mail = The code could not be sent.
messages-away = This cannot be saved right now. Try again in a while.
outbox-code-subject = Tillbud: your code
outbox-code-body = Someone who is signed in to Tillbud wants messages to be sent to this address. If it is you, type the code

    { $code }

    on the page

    { $page }

    within { $minutes } minutes. If it is not you, there is nothing to do: without the code nothing more is sent here.
nav-deliveries = Messages
deliveries-title = Messages
deliveries-lead = Tillbud tells people by mail and webhooks that something waits. Here you see whether that arrives.
deliveries-off = Nobody is sent messages. Say in a file who is to get them, and start Tillbud with --notifications.
deliveries-away = This cannot be seen right now. Try again in a while.
deliveries-mail = Mail
deliveries-webhook = Webhook
deliveries-own = Own choice ({ $pseudonym })
deliveries-own-count = { $count ->
    [0] Nobody has chosen to be sent messages.
    [one] { $count } person has chosen to be sent messages. The address is not shown here.
   *[other] { $count } people have chosen to be sent messages. Their addresses are not shown here.
}
deliveries-good = No obstacle
deliveries-trouble = Does not arrive
deliveries-lost = Given up
deliveries-waiting = { $count ->
    [0] Nothing waits to be sent
    [one] 1 thing waits to be sent
   *[other] { $count } things wait to be sent
}
deliveries-delivered = Last taken { $day }
deliveries-never = Nothing sent yet
deliveries-attempts = Attempt { $attempt } of { $most }, next { $day } at { $time }
deliveries-given-up = { $count ->
    [one] 1 message was given up, { $day }
   *[other] { $count } messages were given up, the last { $day }
}
deliveries-failure-away = Nobody answers at the address. Check name and port, and that the firewall lets it through.
deliveries-failure-slow = No answer in time. Check that the server is not overloaded.
deliveries-failure-insecure = No secure connection. Check the certificate, and that the server has TLS.
deliveries-failure-later = The server did not take it now (code { $code }). Check user, password and the server's own log.
deliveries-failure-refused = The server will never take it (code { $code }). Check the address.
deliveries-failure-unreadable = The answer made no sense. Check that the address is the right kind of server.
deliveries-failure-interrupted = Tillbud was stopped during the last attempt.

## Working on an incident

nav-actions = Actions
work-choose = Choose …
work-kept = Keep the words, for this reason
work-kept-hint = Rewrite the text above, or write why the words stay. The reason is kept.
work-stale = Someone else was first
work-stale-text = This changed while you were writing. What you wrote is still below. Read what is new, change it if needed, and save again.
work-sent-before = What you sent the last time is saved already. Do you want to save this too? Press the button once more.
work-item-corrects-none = No, it is something new
problem-recused-title = You have stepped aside from this incident
problem-recused = You have told of a conflict of interest. Someone else works on the incident, and you cannot see it. If you stepped aside by mistake, you can come back.
problem-leads-unit-title = This comes from a unit that you lead
problem-leads-unit = So that whoever reports can trust that it is handled impartially, you see nothing of it. Another coordinator works on it. If you do not lead the unit, ask an administrator to change that.
incident-assigned = Goes on with the work: { $role }
steps-title = How far the work has come
steps-help = All of this has to be done before the incident can be closed.
steps-routine = How the work is done
steps-done = Done
steps-left = Left to do
gatestep-triage = The incident is triaged
gatestep-response = A way of working is chosen
gatestep-analysis = The analysis is complete
gatestep-assessment = The duty to notify is assessed
gatestep-action = Every action is verified or ended
gatestep-weak_plan_reason = It says how you thought when the plan holds only weaker actions
gatestep-feedback = Everyone who reported has had feedback
gate-report = Report of { $day }
work-triage-title = Triage the incident
triage-again = Triage again
triage-help = Triage settles how much work the incident gets. It is about the consequence, not about who did something.
response-title = Choose a way of working
response-again = Change the way of working
response-help = Put it right on the spot when that is enough. Make an analysis when something in the work has to be understood before it is changed.
response-reason = How did you think? (optional)
response-send = Save the way of working
timeline-help = What did we know, and when? Write what was known at that moment, without hindsight.
item-title = Add to the course of events
item-text = What happened, or what became known?
item-text-help = Write roles instead of names.
item-happened = When? (optional)
item-happened-help = A year, month, day or time: 2026, 2026-11, 2026-11-12 or 2026-11-12T14:20.
item-corrects = Does this correct something that stands here already?
item-send = Add
factors-help = What made it hard to do right, and what helped. Describe the work, not people: it can be changed.
factor-title = Describe a condition
factor-element = Where in the work?
factor-direction = Which way did it pull?
factor-text = What was it?
factor-text-help = One condition at a time, so concrete that someone else understands what needs to change.
factor-send = Save the condition
analysis-title = Analysis
review-title = After-action review
review-help = Four questions, in this order, with those who were there. The difference between the first two is what you learn from.
hows-title = Five hows
hows-help = Ask how it came about, take the answer and ask how that came about in turn. Stop when the answer is something that can be changed.
question-expected = What was meant to happen?
question-happened = What happened?
question-keep = What worked and is to be kept?
question-change = What do you want to change?
question-how_1 = How did it come about?
question-how_2 = How did it come to be so?
question-how_3 = And how did that come to be?
question-how_4 = How did that, in turn, come to be?
question-how_5 = Which condition of the work lies behind it, and can be changed?
question-send = Save the answer
question-again = Change the answer
question-unanswered = Not answered.
analysis-complete = Complete the analysis
analysis-complete-help = A few sentences about what you have learned. They are shown to whoever reads the incident later.
analysis-summary = What have we learned?
analysis-summary-help = Write what in the work contributed and what helped.
analysis-send = The analysis is complete
actions-help = An action changes a condition. It is not finished until someone other than its owner has seen that it helps.
propose-title = Propose an action
propose-text = What is to be done?
propose-text-help = So that one can see when it is done.
strength-help = Stronger: makes the right way the only one. Intermediate: a checklist, support in the system. Weaker: training or a rule alone.
propose-addresses = Changes these conditions
propose-addresses-help = Tick those that the action does something about.
owner-help = A role, not a person. For example “head of unit, home care”.
weak-reason = How did you think, when all actions are weaker?
weak-reason-help = Needed only when the plan has no stronger or intermediate action.
propose-send = Save the action
closing-title = Close
closing-help = When the incident is closed, whoever reported sees that the work is done.
closing-left = Something is left before the incident can be closed.
closing-see = See what
closing-open = Close the incident
closing-outcome = What came of it?
closing-outcome-help = This is what others read first, once the incident is closed.
closing-send = Close the incident now
reopen-title = Open the incident again
reopen-help = Everything that stands here stays. The steps have to be done again before the incident is closed anew.
reopen-reason = What is new?
reopen-send = Open again
takeup-title = Take the action up again
takeup-help = It goes on where it stood when it was ended. The incident cannot be closed before it is done.
takeup-reason = Why?
takeup-send = Take up again
reports-help = The words of a report are sealed. They are opened on the report's own page, for a purpose.
link-title = Link a report
link-report = Report
link-send = Link
unlink-send = Unlink
merged-title = Incidents merged into this one
moves-title = Handing over
unmerge-help = The incident can stand on its own again, just as it was.
unmerge-send = Let the incident stand on its own
assign-title = Hand over to a role
assign-help = Whoever goes on needs to know what is done, what is waited for and from whom.
assign-role = Role
assign-handover = To know for whoever goes on
assign-send = Hand over
merge-title = Merge with another incident
merge-help = The work goes on in the other incident. Nothing is copied, nothing is lost, and it can be undone.
merge-into = Go on with the work in
merge-send = Merge
recuse-title = I have a conflict of interest
recuse-help = Does the incident concern you or something you are responsible for? Step aside, and someone else goes on. You cannot see the incident any more.
recuse-reason = Why? (optional)
recuse-sure = Yes, I step aside, and see nothing more of the incident
recuse-send = Step aside from the incident
follow-begin = Follow the incident
follow-end = Stop following
follow-help = You see under Today when something happens. Nobody else sees that you follow.
follow-now = You follow this incident. Nobody else sees that.
recusals-title = What you stepped aside from
recusals-lead = You see nothing of these incidents. If you stepped aside by mistake, you can come back. That you stepped aside and came back stays on record, with your reason and without your name.
recusals-empty = You have not stepped aside from any incident.
recusals-row = You stepped aside
recusals-reason = Why is there no conflict of interest?
recusals-reason-hint = For example: I mixed up two units. The reason is seen in the history of the incident.
recusals-send = Come back to the incident
event-incident-question_answered = A question of the analysis was answered
event-incident-assigned = The work was handed over to another role
event-incident-recused = Someone stepped aside because of a conflict of interest
event-incident-recusal_taken_back = Someone who had stepped aside works on the incident again
event-incident-action_taken_up_again = An action that had been ended goes on

## Actions

actions-title = Actions
actions-lead = What is to be changed, across all incidents. An action is finished when someone other than its owner has confirmed that it helps.
actions-views = Selection
actions-empty = No actions here.
actions-first = To the newest
actions-next = Older actions
actions-back = To the actions
actionview-open = Open
actionview-due = Within two weeks
actionview-overdue = Overdue
actionview-verification = Awaiting verification
actionview-ended = Ended
action-moved = Moved
action-moved-times = { $count ->
    [one] once
   *[other] { $count } times
}
action-verifier = Verified by
action-weak-plan = How you thought about a weaker plan
action-evidence = How can one see that it is done?
action-assessment = What does the judgement rest on?
action-residual-risk = Which risk remains, and is accepted?
nextstep-proposed = Decide the action
nextstep-decided = Carry out the action
nextstep-implemented = Assess the effect
nextstep-assessed = Verify the effect
nextstep-verified = The effect is verified
nextstep-abandoned = The action has ended
nextstephelp-proposed = A decision says which role sees that it gets done, and by which day.
nextstephelp-decided = When it is done: write how someone else can see it.
nextstephelp-implemented = Did it get better? Look when enough time has passed for it to show.
nextstephelp-assessed = Another role than the owner confirms what was seen.
nextstephelp-verified = Nothing more needs to be done.
nextstephelp-abandoned = Nothing more will be done.
decide-send = Decide
evidence-help = For example a version, minutes of a meeting, or where one can see it.
implement-send = The action is carried out
verifier-help = Another role than the owner.
verify-send = Verify the effect
assess-title = Assess the effect
assess-again = Assess the effect again
assessment-help = What have you seen, counted or asked?
assess-send = Save the judgement
reschedule-title = Move the day
reschedule-due = New day
reschedule-reason = Why?
reschedule-send = Move
abandon-title = End it without doing it
abandon-help = Then the risk that remains is accepted. Write which it is, so that one can see that it is known.
abandon-send = End the action

## Calendar, routine and accessibility

calendar-title = Actions in your calendar
calendar-lead = Subscribe to the days on which decided actions are due. The address works in ordinary calendar programs.
calendar-entry = Action to follow up
calendar-make = Make an address
calendar-content = The calendar says only that an action is to be followed up, with a link to it. Nothing of the content is shown there.
calendar-address = Your address
calendar-copy = Copy the address to your calendar program
calendar-once = It is shown only now. Whoever has the address sees when actions are due, so do not share it.
calendar-revoke = Take back my addresses
calendar-revoke-help = Then every address that you have made stops working.
calendar-revoked = Your addresses do not work any more.
routine-title = How the work is done
routine-lead = From report to lesson. This page is made of the same rules that the program follows, so what it says is what can be done.
routine-stages = An incident, step by step
routine-can = Then one can:
routine-answer = Answer the questions of the analysis
routine-gates = Before an incident is closed
routine-actions = An action, step by step
routine-end = Nothing more needs to be done.
accessibility-title = Accessibility statement
accessibility-lead = Everyone should be able to use Tillbud. This says how accessible it is, what was tested, and how to tell when something does not work for you.
accessibility-how = How accessible is Tillbud?
accessibility-how-text = The aim is to follow the Swedish act (2018:1937) on accessibility of digital public services, which builds on WCAG 2.1 level AA. We know of no shortcomings against it in the pages, but a full review has not been made.
accessibility-lacks = This has not been tested
accessibility-lacks-people = No review has been made by people with different disabilities.
accessibility-lacks-readers = The pages have not been tested with screen readers, only with a program that reads what screen readers read.
accessibility-lacks-files = Files that come with a report are not made accessible by Tillbud. Whoever needs a file in another form asks the coordinator.
accessibility-tested = How it was tested
accessibility-tested-text = Every change is tested automatically in a browser: with axe-core against WCAG 2.1 A and AA, in Swedish and English, light and dark, down to a width of 320 pixels, and with the keyboard alone through the work on an incident, until it is closed.
accessibility-contact = Tell us when something does not work
accessibility-contact-text = Get in touch when something is hard to use, or when you need the content in another form.
accessibility-contact-unsaid = Turn to whoever runs Tillbud in your organisation, or write a report about it.
accessibility-supervision = Supervision
accessibility-supervision-text = Not satisfied with the answer? Tell the authority that supervises the act: the Agency for Digital Government (Digg), or whichever has taken over the task.

## Reports: to do (coordinator)

desk-pane = Reports of the list
desk-choose = Choose { $report }, { $day }
desk-bulk = Take the chosen ones together
desk-bulk-hint = For several reports of the same thing.
desk-choose-incident = Choose an incident
desk-work = To do
desk-work-none = Nothing more to do with this report.
desk-acknowledge = Mark as read
desk-acknowledge-hint = The person who reported sees that someone has read it.
desk-reroute-to = Pass on to
desk-template = Ready words
desk-template-none = Write your own
desk-template-fill = Use
desk-kept-wording = Why are those words needed?
desk-kept-wording-hint = Rather use others. If they have to stay, as in a quotation, the reason is kept.
desk-wording-lead = A hint before you send.
desk-triage-later = Open and judge later
desk-triage-again = Judge the incident
desk-link-to = Incident
desk-changed = This has happened since you opened the page
desk-changed-hint = Nothing has been saved yet, and what you wrote is still in the form. Read, change it if needed, and send again.
step-ask = Ask a question
step-feedback = Give feedback
step-open = Open an incident
step-link = Link to an incident
step-decline = Answer without an incident of its own
step-reroute = Pass on
step-take_up = Take up again
step-hint-ask = The person who reported reads the question with their code and can answer. Ask what and how.
step-hint-feedback = Tell what the report has led to.
step-hint-decline = Say what happens instead. The report still counts in the trends.
step-hint-reroute = The report is not sent on. The person who reported is told where to turn.
step-hint-take_up = The report stands in the queue again. Whoever reported reads why, and waits for feedback again.
step-text-ask = Question
step-text-feedback = Feedback
step-text-decline = Answer
step-text-reroute = Answer
step-text-take_up = Why
step-send-ask = Send the question
step-send-feedback = Send the feedback
step-send-decline = Answer
step-send-reroute = Pass on
step-send-take_up = Take the report up again
step-send-open = Open and judge
step-send-link = Link
step-send-unlink = Take out of the incident
told-acknowledge = The report is marked as read.
told-ask = The question has been sent.
told-feedback = The feedback has been sent.
told-open = The incident is open and the report is part of it.
told-link = The report is linked to the incident.
told-unlink = The report has been taken out and stands on its own again.
told-decline = The report has been answered.
told-reroute = The report has been passed on.
told-take_up = The report was taken up again.
desk-undo = Undo
triage-page = Judge the incident
triage-lead = Judge what happened, not who was there. It can be judged again.
triage-send = Save the judgement
triage-title = Short title
triage-title-hint = What it is about, without names.
triage-choose = Choose a category
triage-actual = What came of it?
triage-potential = What could have come of it?
triage-potential-hint = Choose the worst reasonable outcome, and how likely it is if it happens again. The cell shows the judgement.
triage-harm = Outcome
triage-category = Category
triage-unit = Unit where the conditions lie
triage-unit-unsaid = Not chosen
triage-assets = Information that was touched
triage-assets-hint = A system or a collection of information, with class 0–3 for confidentiality (K), integrity (R) and availability (T).
triage-personal = Were personal data touched?
triage-personal-hint = The answer decides whether an assessment under the GDPR is proposed. It can be changed later.
triage-personal-yes = Yes
triage-personal-no = No
triage-personal-unsaid = Not known yet
triage-level-4 = Level 4 concerns national security. Write nothing about it here; turn to the security protection officer.
triage-asset-number = Information { $number }
triage-asset = Name
class-k = K
class-r = R
class-t = T
triage-assess = Does a law have to be assessed?
triage-actual-unsaid = Choose what came of it.
triage-potential-unsaid = Choose a cell for what could have come of it.
triage-category-unsaid = Choose a category.
likelihood-unlikely = Unlikely
likelihood-possible = Possible
likelihood-likely = Likely
bulk-title = Several reports of the same thing
bulk-lead = Each report keeps its own dialogue. A link can be taken away again.
bulk-count = { $count ->
    [one] 1 report is chosen
   *[other] { $count } reports are chosen
}
bulk-empty = Choose reports in the list first.
bulk-told-ask = { $count ->
    [one] The question was sent to whoever sent the report.
   *[other] The question was sent to { $count } who reported.
}
bulk-told-feedback = { $count ->
    [one] The feedback was sent to whoever sent the report.
   *[other] The feedback was sent to { $count } who reported.
}
bulk-write = Write to all
bulk-write-hint = The same text to each who reported. Nobody sees the others.
bulk-send = Send to all
bulk-refused = Nothing was sent. Report number { $number } of the list cannot get the text: { $why } Leave it out and try again.
bulk-conflict = Someone changed one of the reports at the same time. Send again; nobody gets the text twice.
similar-title = Similar
similar-show = Show similar reports and incidents
similar-none = Nothing similar.
similar-lead = Compared by their words, on this computer. You see what your role may read.
similar-page = Similar reports and incidents
similar-link = Link here
similar-incident = Incident
keys-show = Keyboard shortcuts (?)
keys-title = Keyboard shortcuts
keys-move = Next and previous report
keys-open = Read the original
keys-acknowledge = Mark as read
keys-ask = Ask a question
keys-feedback = Give feedback
keys-triage = Judge, or open an incident
keys-link = Link to an incident
keys-decline = Answer without an incident of its own
keys-list = To the list
keys-this = This list
keys-close = Close

## Today

nav-today = Today
today-title = Today
today-parts = What is waiting
today-empty = Nothing is waiting for a decision just now.
today-news-one = 1 new
today-news-many = # new
today-news-show = Show
today-news-ended = This page does not hear when something new comes in. Load it again.
today-further = { $count ->
    [one] 1 more
   *[other] { $count } more
}
today-urgent = Urgent
today-silent = Have waited too long
today-law = Legal deadlines
today-reply = Replies to read
today-new = New reports
today-due = Actions to carry out
today-verify = Effect to confirm
today-followed = What you follow
today-hint-urgent = Someone may be hurt.
today-hint-silent = The person who reported has not heard from a human being for { $days } working days.
today-hint-law = Decide whether the incident has to be notified to an authority, or send what has to be sent.
today-hint-reply = The person who reported has written something new.
today-hint-new = Nobody has read them yet.
today-hint-due = Within seven days, or past their day already.
today-hint-verify = They are carried out. Have they helped?
today-hint-followed = Something happened in the last seven days.
today-overdue = Past its day
today-signal = Charts that have changed
today-hint-signal = By more than chance. It is a question to ask, not a mark.
today-clock-declared = From declared awareness
today-clock-worst_case = In the worst case
today-law-near = Less than a day left
today-law-past = The time has run out
theme-dark = Dark
theme-light = Light
desk-incident-unchosen = Choose which incident.
desk-next-report = Next report

## Searching
nav-search = Search
search-title = Search
search-label = Search for
search-hint = Words or parts of words, at least three characters. All of them must stand in the same text. Write "in quotation marks" for words that stand together.
search-do = Search
search-begin = Write what you are looking for. A part of a word finds the whole: fall finds rainfall.
search-where = Where
search-all = Everything
search-in-incidents = Incidents
search-in-reports = Reports
search-in-copies = Copies
search-in-actions = Actions
search-in-notifications = Laws and notifications
search-part-id = Has this id
search-kept = What reporters wrote cannot be searched: it is read only by someone who opens the original, and the reporter sees that.
search-nothing = Nothing was found.
search-more = More hits
search-first = To the newest
search-left-out = Words of fewer than three characters were left out of the search.
field-search-empty = Write what you are looking for.
field-search-short = Write at least one word of three characters or more.
field-search-long = Write at most { $max } characters.
field-search-many = Write at most { $max } words.

## Selecting
filter-mark = Marked
filter-from = From
filter-until = Until
filter-files = Columns and files
filter-columns = Columns
filter-table = Show as a table
filter-list = Show as a list
filter-csv = Get CSV
filter-xlsx = Get Excel
views-title = Saved selections
views-save = Save the selection
views-name = Name of the selection
views-do = Save
views-remove = Remove { $name }
mark-feedback_owed = Feedback is awaited
mark-reply_waiting = Reply to read
mark-urgent = Urgent
incidents-empty-filtered = No incidents match the selection.
malformed-rows = An Excel file can have at most { $max } rows. Narrow the selection, or get it as CSV.
column-received = Received
column-status = Status
column-kind = Kind
column-unit = Unit
column-happened = Happened
column-urgent = Urgent
column-feedback_owed = Feedback is awaited
column-reply_waiting = Reply to read
column-words = Copy
column-incident = Id of the incident
column-report = Id of the report
column-opened = Opened
column-title = Incident
column-stage = Stage
column-category = Category
column-actual = Actual consequence
column-potential = Possible consequence
column-response = Response
column-reports = Reports
column-actions_open = Open actions
column-closed = Closed
column-outcome = What came of it
column-summary = What was learned
column-action = Action
column-state = State
column-strength = Strength
column-owner = Owner role
column-due = By
column-rescheduled = Times rescheduled
column-effect = Effect
column-verifier = Confirmed by
column-evidence = How one sees that it is done
column-assessment = What the assessment rests on
column-risk = Remaining risk
column-proposed = Proposed
column-id = Id of the action
table-empty = Open
table-label = Table
actions-empty-filtered = No actions match the selection.
## Lessons

nav-lessons = Lessons
lessons-title = Lessons
lessons-lead = This is what you told, and this is what we did. Nothing in the texts should point anyone out.
lessons-search = Search the lessons
lessons-search-send = Search
lessons-empty = No lesson has been published yet.
lessons-none-found = No lesson holds all these words. Try fewer or shorter ones.
lessons-feed = Subscribe (Atom)
lessons-first = To the newest
lessons-next = Older lessons
lessons-back = All lessons
lesson-said = You said
lesson-did = We did
lesson-learned = What we take along
lesson-published = Published
lesson-about = The text was written by those who worked with what was reported, and read by one more person.
lesson-report = Tell about something you have seen
lessonstate-draft = Draft
lessonstate-approved = Approved
lessonstate-published = Published
lessonstate-withdrawn = Withdrawn
lessondesk-lead = A lesson begins on the page of an incident. Somebody else than its writer reads it before everybody can.
lessondesk-open = The lessons as everybody sees them
lessondesk-state = State
lessondesk-empty = No lessons here.
lessonwrite-title = Write a lesson
lessonwrite-back = To the incident
lessonwrite-lead = Write in your own words what was told and what has changed. Everybody should be able to read it without recognising themselves or a colleague.
lessonwrite-known = What is known
lessonwrite-send = Save the draft
lesson-title-label = Heading
lesson-title-hint = Say what became better, not what went wrong.
lesson-said-hint = What several people told, in your words. No quotations.
lesson-did-hint = What has changed, and what came of it.
lesson-learned-hint = Optional: what others can try.
lesson-lang-label = Language of the text
lesson-incidents-label = Incidents that it comes from
lesson-incidents-hint = One address or id a line. Readers do not see them, but those who reported see the lesson with their code.
lessonedit-open = The lesson as published
lessonedit-withdrawal = Why it was withdrawn
lessonedit-check = Can anybody be recognised?
lessonedit-check-empty = The check found nothing. Read the text as a colleague would, all the same.
lessonedit-check-lead = Rewrite what is listed here, or say when approving why it stays. The check finds much, but not everything.
lessonedit-rare-untold = There are too few other texts to tell which words are rare. Read with extra care.
lessonedit-quoted = “{ $words }”
lessonedit-instead = Better: { $words }
lessonedit-coordinator = A coordinator who did not write the text approves it.
lessonedit-own = You wrote the text. Another coordinator reads and approves it.
lessonedit-approve-lead = Read the whole text. Could somebody who was there, or a colleague, see whom it is about?
lessonedit-kept = { $sort }: if it stays – why?
lessonedit-approve = Approve the text
lessonedit-publish-title = Let everybody read it
lessonedit-publish-lead = It is shown without signing in, and to those who reported with their code.
lessonedit-publish = Publish
lessonedit-kept-title = Kept, with reasons
lessonedit-revise-title = Change the text
lessonedit-revise-lead = A changed text has to be approved anew.
lessonedit-revise = Save the change
lessonedit-withdraw-title = Withdraw the lesson
lessonedit-withdraw-lead = Nobody outside the work can read it any more. It can be rewritten and published again.
lessonedit-withdraw-reason = Why?
lessonedit-withdraw = Withdraw
lessonedit-from = Incidents
lessonedit-revision = Version { $revision }
finding-wording = Words that may sound like blame
finding-name = Name
finding-personal_number = Personal identity number
finding-email = E-mail address
finding-phone = Phone number
finding-workplace = Place of work
finding-time = Time
finding-rare_word = Rare word
finding-combination = Time, place and role together
finding-rare_unit = Unit with few reports
findinghelp-wording = Describe the conditions instead of a person.
findinghelp-name = Write a role or a function.
findinghelp-personal_number = It is not needed to learn.
findinghelp-email = Write which function it is about.
findinghelp-phone = Write which function it is about.
findinghelp-workplace = Write what kind of unit it is.
findinghelp-time = A season or a part of the day is enough.
findinghelp-rare_word = Few other texts have this word. A colleague may recognise it. Choose a more common one.
findinghelp-combination = Each says little, together they may be enough. Keep one of them at most.
findinghelp-rare_unit = So few reports come from here that somebody who works there can tell whom it is about. Wait until more people have told something alike, or let the lesson come from incidents of several units.
incident-lessons-empty = No lesson has been written yet.
incident-lessons-write = Write a lesson for everybody
status-lessons = What this led to
status-lessons-lead = Lessons that everybody can read. Nobody sees that they belong to your report.
field-finding = “{ $words }” ({ $sort }) may point someone out. Rewrite it, or say why it stays.
field-finding-instead = “{ $words }” ({ $sort }) may point someone out. Better write “{ $instead }”, or say why it stays.
field-incident = There is no such incident.
rejection-lesson-unknown = There is no such lesson.
rejection-lesson-already-drafted = The lesson has been written already.
rejection-lesson-no-incidents = A lesson comes from at least one incident.
rejection-lesson-too-many-incidents = A lesson can come from { $max } incidents at most.
rejection-lesson-changed = The text was changed since you read it (version { $revision } holds now). Read it first.
rejection-lesson-own-words = Nobody approves a text that they began or wrote last. Ask somebody else.
rejection-lesson-not-approved = The lesson has to be approved before it is published.
rejection-lesson-already-published = The lesson is published. Withdraw it before changing it.
rejection-lesson-already-withdrawn = The lesson was withdrawn. Rewrite it first.
event-lesson-drafted = A lesson was written
event-lesson-revised = A lesson was rewritten
event-lesson-finding_kept = Words were kept in a lesson, with a reason
event-lesson-approved = A lesson was approved
event-lesson-published = A lesson was published
event-lesson-withdrawn = A lesson was withdrawn

# Changes and clusters
nav-signals = Changes
signals-title = Changes
signals-lead = This is what is more than chance usually gives. Each line is a question to ask, not a grade for anybody.
signals-back = To the changes
signals-alerts = Clusters that go on
signals-alerts-hint = Each week the reports of the last weeks are compared with the year before: does a category, or a category in a unit, get a larger share of all reports than usual? More reports about everything make no cluster.
signals-alerts-empty = No cluster goes on.
signals-scanned = Last looked at: { $week }.
signals-not-scanned = No week has been looked at yet. It takes 34 weeks with reports.
signals-open = Charts that have changed
signals-open-hint = The last whole month is part of something that chance seldom gives. The chart shows what was known then.
signals-open-empty = No chart waits for an explanation.
signals-raised = Found
signals-week = week { $week }, which began on { $monday }
signals-quarter = Quarter { $quarter } of { $year }
signals-earlier = Earlier
signals-earlier-empty = Nothing earlier.
signals-earlier-alerts = Clusters that are over
signals-earlier-signals = Explained, dismissed and superseded
signals-older-alerts = Older clusters
signals-older-signals = Older changes
precision-title = How often the clusters were right
precision-hint = The share of real ones among those that somebody judged, for the quarter in which they were found. It helps us to set how sensitive the weekly look shall be.
precision-empty = No cluster has been found.
precision-quarter = Quarter
precision-unjudged = Not judged
precision-share = Share of real ones
precision-of = { $share } % of { $judged }
verdict-real = Real
verdict-known = Known
verdict-noise = Chance
verdict-means-real = Real: something had changed, and we did not know
verdict-means-known = Known: something had changed, and we knew
verdict-means-noise = Chance: nothing had changed
alertstate-open = Goes on
alertstate-closed = Over
alert-severe = Severe harm
alert-in-unit = { $what }, { $unit }
alert-title = { $what }: { $observed ->
    [one] { $observed } report
   *[other] { $observed } reports
} in { $weeks ->
    [one] one week
   *[other] { $weeks } weeks
}, and { $expected } were to be expected
alert-since = Since { $week }
alert-means-share = { $observed ->
    [one] { $observed } report
   *[other] { $observed } reports
} came in { $weeks ->
    [one] one week
   *[other] { $weeks } weeks
}. Had the share of all reports been as in the year before ({ $baseline } reports), { $expected } were to be expected.
alert-means-severe = { $observed ->
    [one] { $observed } report
   *[other] { $observed } reports
} of severe harm came in { $weeks ->
    [one] one week
   *[other] { $weeks } weeks
}. Had it been as in the year before ({ $baseline } reports), { $expected } were to be expected.
alert-asks = Has something in the work changed?
alert-provisional = Provisional: there is less than a year to compare with.
alert-week = Found
alert-grown = Grew last
alert-closed = Over since
alert-p = Chance of as many or more if nothing had changed
alert-q = Share of false ones among clusters like this, at most
alert-members = Units that stand out by themselves
alert-members-hint = In the order of the organisation's own list. They say where a look is worth while, nothing more.
alert-said = The judgement
alert-judge-title = What was it?
alert-judge-again = Change the judgement
alert-judge-hint = The answer shows how often clusters are right. The last answer counts.
alert-verdict = Judgement
alert-reason = What do you base it on?
alert-judge = Save the judgement
signalstate-open = Waits for an explanation
signalstate-explained = Explained
signalstate-dismissed = Dismissed
signalstate-superseded = Superseded
signalrule-outside_limits = Outside the limits
signalrule-long_run = A long run on one side
signalrule-few_crossings = Seldom crosses the middle
signalrule-shift = Seven in a row on one side
signalrule-trend = Seven in a row in one direction
signalrule-two_of_three = Two of three near the limit
signal-measure-reports = Reports per month
signal-measure-of = { $measure }, { $scope }
signal-title-high = { $measure }: higher than usual since { $since }
signal-title-low = { $measure }: lower than usual since { $since }
signal-asks = What has changed in the work?
signal-asks-more = It usually means that more people tell. Has something in the work changed?
signal-asks-fewer = Has something become better, or has it become harder to tell?
signal-check-same = The chart was computed again from what was known then, and gives the same result.
signal-check-other-result = The chart was computed again from what was known then, and no longer gives the same result.
signal-check-other-input = The chart was computed again, but the input or the computation is not the same as then. The checksum differs.
signal-check-unreadable = This version cannot read what was known then.
signal-said = What was said
signal-superseded-text = Reports that came late have changed the months, and it is no longer more than chance gives. Everything is kept here.
signal-explain-title = Do you know what it comes from?
signal-explain-hint = Such as a new routine, a campaign or a new way to report.
signal-explain-reason = What does it come from?
signal-explain = Save the explanation
signal-dismiss-title = Dismiss
signal-dismiss-hint = When nothing has to follow from it. The reason is kept, and nothing is removed.
signal-dismiss-reason = Why does nothing have to follow?
signal-dismiss = Dismiss
signal-facts = How it was computed
signal-rule = Rule
signal-q = Share of false ones among all charts, at most
signal-q-told = { $q } (people are told of it)
signal-q-found = { $q } (people are not told of it, they find it here)
signal-known-at = Position of the log then
signal-engine = Computed by
signal-digest = Checksum of the input
signal-late = Checksum when it was superseded
today-alert = Clusters
today-hint-alert = A category gets a larger share of the reports than usual. Have a look, and say what it was.
rejection-scan-later = Weeks are looked at in their order, and a later week was looked at already.
rejection-alert-unknown = There is no such cluster.
rejection-alert-closed = The cluster is over.
rejection-signal-unknown = There is no such change.
rejection-signal-superseded = It is superseded: late reports have changed the months.
event-scan-week_scanned = A week was looked through for clusters
event-alert-raised = A cluster was found
event-alert-grown = A cluster grew
event-alert-closed = A cluster is over
event-alert-judged = A cluster was judged
event-signal-raised = A chart shows more than chance gives
event-signal-explained = A change was explained
event-signal-dismissed = A change was dismissed
event-signal-superseded = A change was superseded by late reports
outbox-topic-alert = { $count ->
    [one] { $count } cluster to look at
   *[other] { $count } clusters to look at
}
outbox-topic-signal = { $count ->
    [one] { $count } chart has changed
   *[other] { $count } charts have changed
}
messages-topic-alert = a category gets a larger share of the reports than usual
messages-topic-signal = a chart shows more than chance gives

## Measures and headcounts
nav-measures = Measures
measures-title = Measures
measures-lead = What is measured, and how. The figures stand among the trends.
measures-new = A new measure
measures-empty = No measure is defined yet.
measures-retired-title = Measures that nobody follows any more
measures-back = All measures
measures-owner = Looked after by { $role }
measures-decisions = { $count ->
    [one] 1 decision about the baseline
   *[other] { $count } decisions about the baseline
}
measures-count = Number of { $what }
measures-gap = Days between { $what }
measures-median = The middle number of days { $span }
measures-per-head = { $figure }, per 100 full-time equivalents
measures-divided = { $figure }, divided by the number of { $what }
measures-of-category = category { $name }
measures-of-unit = unit { $name }
measures-judged = judged
measures-actual = harm: at least { $severity }
measures-potential = possible harm: at least { $severity }
what-reports = reports, in the month they came in
what-incidents = incidents, in the month they happened
what-reports_closed = reports whose incident was closed
what-answers = answers to “Would you report again?”
what-actions_decided = actions decided
what-actions_due = actions that were due
what-actions_implemented = actions done
what-factors = factors that made it hard
outcome-told = feedback was given before closing
outcome-in_time = done in time
outcome-verified = effect confirmed within six months
outcome-repeated = found again within twelve months, in the same unit and category
span-to_acknowledgement = until somebody has seen the report
span-to_triage = to triage
span-to_feedback = to feedback
chartkind-run = Run chart, without limits
chartkind-i = Single values (XmR)
chartkind-c = Counts (c)
chartkind-u = Counts per exposure (u)
chartkind-up = Counts per exposure, adjusted spread (u′)
chartkind-p = Share (p)
chartkind-pp = Share, adjusted spread (p′)
chartkind-g = Days between rare events (g)
chartkind-t = Time between rare events (t)
period-month = Month
period-quarter = Quarter
better-increase = More is better
better-decrease = Less is better
better-neutral = Neither: a change is a question
figure-count = How many
figure-median = The middle number of days
figure-gap = Days from one to the next
measurecondition-kind = Kind of report
measurecondition-category = Category
measurecondition-unit = Unit
measurecondition-actual_at_least = The harm was at least
measurecondition-potential_at_least = The possible harm was at least
measurecondition-severity = Severity
measurecondition-strength = Strength of the action
measurecondition-element = Element of the work
measurecondition-again = Answer
measurecondition-outcome = Outcome
measure-key = Short name
measure-key-hint = Optional. Small letters a–z, digits and _; else it follows from the Swedish name. It cannot be changed later.
measure-chart = Chart
measure-chart-hint = Counts: c or XmR. Per exposure: u′. Share: p′. Days: XmR. Between rare events: g.
measure-period = One point is
measure-direction = Which way is better?
measure-direction-hint = More reports are never worse. So for counts of reports, less cannot be better.
measure-owner = Role that looks after it
measure-defined-as = Defined by
measure-is-retired = Nobody follows this measure any more
measure-take-up = Follow it again
measure-reason = Why?
measure-reason-optional = Why? (optional)
measure-baseline = Baseline
measure-baseline-lead = Centre and limits come from all months until somebody decides otherwise. The program never changes that by itself.
measure-baseline-empty = Nothing is decided: all months count.
measure-frozen = Frozen up to { $month }
measure-rebased = A new level from { $month }
measure-excluded = { $month } does not count
baselineback-frozen = Let it move again
baselineback-rebased = Take the new level back
baselineback-excluded = Let the month count again
measure-freeze-title = Freeze the baseline
measure-freeze-lead = Centre and limits come from the months up to the one you choose. What comes later is compared with them.
measure-freeze-month = Up to the month
measure-freeze = Freeze
measure-rebase-title = Begin a new level
measure-rebase-lead = Answer yes to all four first (Wheeler). Else it is better to wait.
wheeler-1 = Do the figures behave differently now?
wheeler-2 = Do you know what it comes from?
wheeler-3 = Is the new level wanted, or at least accepted?
wheeler-4 = Do you expect it to last?
measure-rebase-month = First month of the new level
measure-rebase-reason-hint = What changed, and why you expect it to last.
measure-rebase = Begin the new level
measure-exclude-title = Leave a month out
measure-exclude-lead = The month stays on the chart and out of centre and limits.
measure-exclude-month = Month
measure-exclude = Leave it out
measure-retire-title = Follow it no more
measure-retire-lead = It is no longer shown among the trends. It can be taken up again.
measure-retire = Follow no more
measure-revise = Change the definition
measure-define-lead = Choose what is counted, against what, and how it is drawn. No code is needed, and no measure counts people.
measure-revise-lead = The new definition holds for the past as well. If you mean something else, define another measure.
measure-sv = Name in Swedish
measure-en = Name in English
measure-numerator = What is counted
measure-figure = Count
measure-what = Of
measure-span = Days, from when the report came in
measure-conditions-lead = Only those that fulfil all that you choose here. Not everything goes with everything; what does not is told when you save.
measure-any = All
measure-denominator = What it is divided by
measure-of = Divide by
measure-of-nothing = Nothing
measure-of-heads = Full-time equivalents, in hundreds
measure-whole-conditions = Conditions for what it is divided by
measure-whole-conditions-lead = For a share: leave it empty, and it is divided by all of the same sort.
measure-save = Save the measure
headcount-title = Headcount
headcount-lead = The number in each unit lets reports and harm be counted per 100 full-time equivalents. Only how many, never who.
headcount-empty = There are no units and no figures yet.
headcount-unit = Unit
headcount-cell = { $employees } employees, { $fte } full-time
headcount-record-title = Record a figure
headcount-record-lead = It holds from the month you name until another is recorded. Record the same month again to correct it.
headcount-month = From the month
headcount-employees = Employees
headcount-fte = Full-time equivalents
headcount-fte-hint = All positions together, such as 41.5.
headcount-source = Where does the figure come from?
headcount-source-hint = Such as: the staff system, March.
headcount-record = Record
headcount-table-title = Take in a whole table
headcount-table-lead = Paste a CSV table. All of it is taken in, or nothing; what cannot be taken is told row by row.
headcount-table-label = Table
headcount-table-hint = First row: unit,month,employees,fte. At most 1,000 rows, apart by commas or semicolons.
headcount-table = Take in the table
headcount-row = Row { $row }: { $problem }
field-unit = Choose a unit of the list.
field-number = Write a number from 0 to { $max }.
field-heading = The first row has to be unit,month,employees,fte.
field-row = The row needs a value for each column: unit,month,employees,fte.
rejection-measure-undefined = There is no such measure.
rejection-measure-already-defined = There is a measure with the short name { $key } already. Change it, or choose another short name.
rejection-measure-other-key = A measure keeps its short name. Define another measure instead.
rejection-measure-retired = Nobody follows this measure any more. Take it up again first.
rejection-measure-order = Months come in order: choose one after { $month }, where the newest level begins.
rejection-measure-too-many-levels = A measure can have { $max } levels.
rejection-measure-too-many-excluded = At most { $max } months can be left out.
rejection-definition-condition = { $condition } cannot be asked of what is counted.
rejection-definition-not-a-part = What it is divided by leaves out something that is counted. Give it fewer conditions.
rejection-definition-divided = Days are divided by nothing.
rejection-definition-gap-of = Days from one to the next are counted between incidents.
rejection-definition-per-head = Only reports and incidents are counted per full-time equivalent.
rejection-definition-chart = The chart does not fit what is counted. Choose { $fits }.
rejection-definition-gap-period = Days from one to the next have a point for each incident: choose month.
rejection-definition-fewer-reports = More reports are not worse, and fewer not better. Choose that more is better, or neither.
rejection-headcount-unknown = No figure is recorded for this unit.
rejection-headcount-other-unit = The figure is of another unit.
rejection-headcount-too-many = A unit can have { $max } employees.
rejection-headcount-too-much-work = Full-time equivalents can be at most twice the number of employees.
rejection-headcount-month = The month lies outside what can be counted.
rejection-headcount-too-many-months = At most { $max } months of a unit can be recorded.
event-measure-defined = A measure was defined
event-measure-revised = A measure was changed
event-measure-retired = A measure was retired
event-measure-taken_up_again = A measure was taken up again
event-measure-baseline_frozen = A baseline was frozen
event-measure-baseline_thawed = A baseline moves again
event-measure-rebased = A new level began
event-measure-rebase_taken_back = A new level was taken back
event-measure-point_excluded = A month was left out of a baseline
event-measure-point_included = A month counts again
event-headcount-recorded = The headcount of a unit was recorded
event-headcount-taken_back = A headcount was taken back
