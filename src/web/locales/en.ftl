# All texts in English. Ask what and how, never who and why; terms follow the vocabulary.

## Frame

skip = Skip to content
nav-label = Pages
nav-report = Report
nav-receipt = Follow a report
nav-desk = Reports
nav-incidents = Incidents
nav-trends = Trends
nav-sign-in = Sign in as staff with an assignment
nav-sign-out = Sign out
language-label = Language
footer-promise = No cookies for people who report, nothing from other sites, no tracking.

## Report

report-title = Tell us what happened
report-lead = You do not need to sign in or say who you are. One field is enough.
report-trust-anonymous = Anonymous
report-trust-anonymous-text = We do not ask who you are, and store neither your IP address nor anything about your phone or computer. Times are kept by the hour only.
report-trust-code = You get a code
report-trust-code-text = Use it to follow what happens and to hear what came of your report.
report-trust-learning = It is used for learning
report-trust-learning-text = What made it hard to do right can be changed. That is why we ask what and how.
report-narrative = What happened – or nearly happened?
report-narrative-hint = Write as you would tell a colleague. Roles are better than names, for example “the stand-in” or “the resident”.
report-urgent = Someone may be hurt now
report-urgent-hint = Call 112 first if anyone is in danger. Then tick this, and the report is read before the others.
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
report-after = You get a code once it is sent. Nobody but you can connect it with you.
report-elsewhere = Is it serious misconduct that you want to disclose with the protection of the law? Then use the organisation’s whistleblowing channel.
report-other-language = Show the form in Swedish
report-other-language-hint = What you have written comes along.

## Problems in a form

problem-summary-title = Something needs changing before it can be sent
problem-narrative-empty = Write a few words about what happened. That is all we need.
problem-empty = The field is empty. Write something first.
problem-too_long = The text is longer than { $max } characters. Shorten it, or split it and send the rest with the code.
problem-null_character = The text holds a character that cannot be stored. Write that line again.
problem-unknown = Choose something from the list, or skip the question.
problem-date = The date cannot be read. Choose from the list, or skip the question.
problem-sent-before = A report from this form has already been received. Do you want to send this text as a new report? Press Send the report once more.
problem-other = What it says here cannot be read. Write it again, or skip the question.

## Received

received-title = Thank you. The report is received.
received-urgent = The report is now at the top. Call 112 if anyone is in danger – nobody here is standing by to come out.
received-code = Your code
received-code-spoken = The code, character by character: { $code }
received-keep = Keep the code. Write it down, take a screenshot or print the page.
received-keep-why = It is the only way back to your report. Nobody can look it up for you, and neither can we.
received-copy = Copy the code
received-copied = The code is copied
received-follow = See the report now
received-next = What happens next
received-next-read = Within { $days } working days
received-next-read-text = A coordinator reads the report.
received-next-question = If something needs clearing up
received-next-question-text = A question will be waiting where you enter the code. You decide whether to answer.
received-next-feedback = Within { $days } days
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

status-title = Your report
status-received = Received
status-received-text = The report is waiting to be read. That usually takes at most { $days } working days.
status-acknowledged = Read
status-acknowledged-text = A coordinator has read the report and is deciding how the work goes on.
status-linked = Being worked on
status-linked-text = The report is part of an incident. We are finding out what made it hard, what helped and what needs to change.
status-closed = Done
status-closed-text = The work is finished. What came of it is written below.
status-declined = Read and answered
status-declined-text = We take this no further this time. Our thinking is written below.
status-rerouted = Passed on
status-rerouted-text = The report belongs somewhere else: { $channel }. How to get there is written below.
status-steps = How far it has come
status-step-done = done
status-step-now = we are here now
status-dialogue = Messages
status-dialogue-empty = No messages yet.
status-question = Question to you
status-reply = You wrote
status-feedback = Feedback
status-reply-label = Answer, or add something
status-reply-hint = It is up to you. You are still anonymous.
status-reply-send = Send
status-reply-thanks = Thank you, what you wrote is received.
status-own = What you wrote
status-code = Your code is { $code }
status-leave = Close the page when you are done if others use the same screen.
erased = The text is erased.

## Reports (coordinator)

desk-title = Reports
desk-lead = Newest first. Urgent reports are marked.
desk-counts = Number by status
desk-all = All
desk-filter = Filter
desk-filter-status = Status
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
desk-unit-unsaid = Place not given
desk-feedback-owed = Feedback is awaited
desk-received = Received { $day }
desk-open-report = Open the report

deskreport-title = Report
deskreport-back = To the reports
deskreport-narrative = What happened – or nearly happened?
deskreport-hindered = What made it hard to do right just then?
deskreport-helped = What helped, or kept it from getting worse?
deskreport-facts = Facts
deskreport-status = Status
deskreport-kind = Kind
deskreport-received = Received
deskreport-happened = Happened
deskreport-unit = Unit
deskreport-place = Place
deskreport-system = System
deskreport-ongoing = Still going on
deskreport-language = Written in
deskreport-source = Source
deskreport-unsaid = Not given
deskreport-incident = Incident
deskreport-open-incident = Show the incident
deskreport-no-incident = Not part of any incident
deskreport-dialogue = Messages
deskreport-from-reporter = The person who reported
deskreport-question = Question from a coordinator
deskreport-feedback = Feedback from a coordinator

incidents-title = Incidents
incidents-lead = What is being worked on now.
incidents-empty = No incident is open just now.
incidents-reports = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
incidents-actions = { $count ->
    [one] 1 action open
   *[other] { $count } actions open
}
incidents-overdue = { $count ->
    [one] 1 action past its date
   *[other] { $count } actions past their dates
}
incidents-opened = Opened { $day }

## One incident

incident-back = To the incidents
incident-facts = Facts
incident-stage = Stage
incident-opened = Opened
incident-category = Category
incident-unit = Unit
incident-actual = Consequence that came
incident-potential = Consequence that was possible
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
incident-action = Action
incident-action-state = State
incident-action-owner = Owner role
incident-action-due = Due
incident-action-strength = Strength
incident-action-none = –
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
trends-unit-all = All
trends-from = From
trends-to = To
trends-month-hint = YYYY-MM
trends-show = Show
trends-total = All reports
trends-unsaid = Not given
trends-parts = Split by { $by }
trends-parts-scale = Every chart has the same scale, so that they can be compared.
trends-chart-desc = { $months } months, { $first } to { $last }: { $total } reports in all, between { $least } and { $most } a month.
trends-chart-incomplete = The last month is still running; its bar is dashed.
trends-chart-axis = reports
trends-sum = { $total } in all
trends-table = The figures as a table
trends-table-month = Month
trends-table-total = All
trends-table-incomplete = running
trends-csv = Get as CSV
trends-empty = No reports in this period.
trends-period-wrong = The period cannot be read. Write YYYY-MM, first month first, at most { $max } months.

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
error-400-title = What was sent could not be read
error-400-text = Go back and try again. If that does not help, reload the page first.
error-401-title = You need to sign in
error-401-text = The page is for people with an assignment here.
error-403-title = This page is not open to your role
error-403-text = Do you need it in your work? Ask whoever runs Tillbud where you work.
error-404-title = The page does not exist
error-404-text = Check the address. What you look for may have moved or been erased.
error-405-title = That cannot be done here
error-405-text = Go to the form and start from there.
error-409-title = Someone else was first
error-409-text = Reload the page, see what has changed and try again.
error-413-title = What was sent is too large
error-413-text = Go back, shorten the text and send it again.
error-415-title = The format cannot be read
error-415-text = Go to the form and start from there.
error-422-title = That could not be done
error-422-text = Go back and look over what you wrote.
error-429-title = Many want to get through just now
error-429-text = Wait a minute and send again. Go back in the browser and your text is still there.
error-500-title = Something went wrong on our side
error-500-text = It is not because of you. Try again in a while.
error-503-title = Tillbud is not running just now
error-503-text = Try again in a while. Go back in the browser and what you wrote is still there. Call 112 if anyone is in danger.

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
stage-opened = Opened
stage-triaged = Triaged
stage-responding = Being worked on
stage-analysed = Analysed
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
role-system = Tillbud
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
event-incident-triaged = Triaged
event-incident-assessment_decided = A legal duty to notify was assessed
event-incident-response_chosen = A way of working was chosen
event-incident-timeline_item_added = The course of events was added to
event-incident-factor_identified = A contributing condition was described
event-incident-analysis_completed = The analysis was completed
event-incident-action_added = An action was proposed
event-incident-closed = The incident was closed
event-incident-reopened = The incident was reopened
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
