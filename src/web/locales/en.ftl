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

## Sign in

signin-title = Sign in
signin-lead = For coordinators, analysts and others with an assignment here. People who report need not sign in.
signin-token = Your key
signin-token-hint = You got it from whoever runs Tillbud where you work.
signin-send = Sign in
signin-wrong = The key is not right, or is no longer valid. Try again, or ask for a new one.

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
problem-not-opened-title = Open the original first
problem-not-opened = A file belongs to the original. Say what you open it for; then you can download the file for the rest of the day.

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
search-in-originals = In the reports' own words
search-originals-hint = Only which reports hold the words is shown. Open the report to read them.
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
filter-files = Get the selection as a file
filter-columns = Columns
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
