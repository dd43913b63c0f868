"""Wishes in English about what happens outside and at the dispatch desk; `wishes` says how to read them."""

WISHES = """\
= mobile | offline, photos | Keep photos that were taken offline until they are really uploaded
In cellars there is no signal. Last month 14 of 220 photos were gone because the app was closed before it came back \
online, and three jobs had to be visited again.
> shipped videos-and-courses | Photos now wait on the phone, also when the app is closed, and show a grey arrow \
until they are uploaded.
* We could reproduce it: photos waited in memory only. From version 8.4 they are kept on the phone until the server \
has said that it has them.
+ Shipped in 8.4. Photos wait on the phone until the server has them; a grey arrow shows which ones still wait. \
Phones with less than 500 MB free warn you first.
- Northgate named this in the renewal call. Please tell them before the release note is out.
" We lost the photos of a whole lift inspection this way. The customer did not pay until we came back.
" Since 8.4 not one photo is missing here, in 1,900 jobs.
~ Photos disappear when the phone has no signal
Two of our technicians work in tunnels all day. They now photograph with their own camera and add the pictures in \
the evening, half an hour each.
= mobile | photos | Upload pictures later, when there is Wi-Fi
A job with 30 photos takes 11 minutes to send on the road. Let it wait for the depot's Wi-Fi.
= mobile | forms, speed | Sign a job on the lock screen of the next one
The customer signs, then I search the next job again: five taps, 12 jobs a day. Show the next job right after the \
signature.
> shipped learn-between-two-jobs | The next job opens by itself once the signature is in; it can be switched off in \
your settings.
* You are right, nobody wants to see the list in between. We tried it with 40 technicians for three weeks: 38 want \
to keep it.
" This alone saves me about ten minutes a day.
= mobile | forms | Copy the readings of the last visit into today's form
We read 26 meters at each boiler house. 20 of them hardly change, but all are typed anew, about eight minutes a visit.
> progress +0 | In development: last readings appear in grey beside the field and are taken over with one tap.
* We will show the last value beside each field and let you take it over one by one. Not all at once: auditors told \
us that they reject forms where nothing was looked at.
" One by one is fine. Please also mark values that are more than 20 percent off.
~ Show the previous reading next to the field
A typing error of one digit cost us a call-out last week. If I saw last year's value I would have noticed.
= mobile | scanning | Scan a barcode instead of typing the serial number
Serial numbers have 17 characters. One in nine is wrong, and then the warranty claim is refused.
> planned +1 | It comes with the new camera of the mobile app.
* Planned together with the new camera, because the old one cannot focus closer than 20 cm. Code 128, EAN and QR \
codes come first; tell us which others you need.
" Ours are Data Matrix codes, 4 mm wide.
~ Read QR codes on machines to open their history
We have 3,100 stickers on air handlers already. Opening the history by hand takes a minute, and often it is the \
wrong unit.
= mobile | offline | See tomorrow's jobs without a signal
Our crew starts at 5:30 from a car park without reception and cannot open the list. Two of them photograph the \
screen the evening before.
> review | We are measuring how much space the jobs of one day take on a phone.
* We look at it now. The open question is space: a job with plans can have 200 MB. We will say by the end of next \
month what we can keep.
= mobile | accessibility | Bigger buttons for work with gloves
At minus 20 degrees nobody takes the gloves off for a check box. We miss about every third tap.
> planned +2 | A "gloves" setting with targets of 64 pixels comes with the next redesign of forms.
* Planned. We went along with a cold-store crew for a day and counted 31 missed taps in one shift.
= mobile | time | Start the travel time when the van leaves, not when I remember
On Fridays I fill in the week from memory. Payroll says our travel times are rounded to 15 minutes, for 60 people.
> declined | We do not follow vans: works councils of 11 customers forbid it, and we will not build what half of you \
must switch off.
* No. We talked to 11 works councils and all of them refuse to have vans followed. What we can do is to ask "Did you \
leave?" when the job before is closed; that has its own idea.
" I understand it, but then please make the question come fast.
= mobile | safety | A silent alarm for people who work alone
Nine of our people work alone at night. Now they send a text every hour, and the desk checks a paper list.
> review | We are talking to two makers of alarm devices; an app alone is not allowed to replace one.
* Under review with care: in most countries an app must not be the only means. We are checking how your devices \
could report to the desk's screen.
- Legal wants to see the wording before we promise anything.
= mobile | photos | Draw an arrow on a photo
Office asks back on every tenth photo: "which pipe?" An arrow would answer it, as in any messenger.
> shipped portal-basics | Arrows, circles and short words, since version 8.6. The photo without them is kept too.
* Done with 8.6. We keep the photo as it was taken too, since some of you hand it to insurers.
= mobile | battery | The app empties the battery before noon
With the map open my phone is at 20 percent by 11:40. Our eight oldest phones need a second charge every day.
> progress +0 | Half of it was the map: it now stands still while you do. The rest follows in the next two versions.
* Confirmed on six older models. The map took half of it and is mended in 8.7; we are still looking for the rest.
= mobile | language | Let each technician choose the language of a checklist
We have crews who read Polish, Portuguese and Japanese. Checklists exist in English only, so somebody translates \
aloud at each start of a shift.
> planned +1 | Checklists get translations, each line beside the original one.
* Planned. You will write the translations yourself or have a first draft made; each line shows who checked it.
= mobile | parts | Say which parts are in my van
I drove 70 km back for a valve that lay behind my seat. The list of stock in the van is two weeks old, always.
= mobile | forms | Skip the questions that do not apply to this machine
Our form has 64 questions, and for a small unit 40 of them are "not applicable". We tap that 40 times.
> shipped set-a-first-goal | Questions can depend on earlier answers and on the type of machine.
* Shipped. Start with one condition at the top of the form; the guide shows how a form of 64 questions became one of \
22.
" Ours went from 64 to 19 questions. Thank you!
~ Hide parts of a checklist when the first answer is no
If there is no cellar there is no pump in it, yet the form asks for its pressure. It looks foolish in front of the \
customer.
= mobile | voice | Dictate the report while I pack up
Typing with one thumb I write ten words. Speaking I would say forty, and the office would call less often.
= mobile | maps | Open the address in the map app I already use
Our vans have their own navigation. I read the address from one screen and type it into the other, 9 times a day.
> shipped first-ten-minutes | Long press on the address opens the map app of your phone.
* Shipped as a small thing in between. Which app opens is up to your phone.
= mobile | time | Round working time as our contract says
Our collective agreement rounds to six minutes. The app rounds to five, so payroll corrects 800 entries a month by \
hand.
!
" Same here: ours is ten minutes, and up only.
" Is there any news? Our works council asks every month.
= mobile | photos | Ask for a photo only when a value is out of range
Twelve photos a visit, and nobody looks at eleven of them. When the pressure is too high I want to be asked for one.
> review | We like it, and look at how rules for photos and rules for questions could be one thing.
= mobile | dark mode | A dark screen for night shifts
In the driver's cab at night the white screen blinds me for seconds. Our safety officer has written it down as a risk.
> shipped your-account-your-rules | The app follows the setting of your phone.
* Shipped: it follows the phone, or your own choice in the settings.
= mobile | notes | Leave a note for the colleague who comes next
Where the key is, and that the dog bites: such things are on paper in the boiler room, or nowhere. We come back in \
vain twice a week.
?
= mobile | speed | The list of jobs takes nine seconds on older phones
We count it at nine seconds with 40 jobs, every time. We have 25 such phones and will replace them in two years only.
> review | We can repeat it: on phones with 2 GB all photos are decoded at once.
* Seen. It is the small photos in the list. We look at what can be done without new phones.
= mobile | calendar | Show holidays of the team in the app
I drove to a site for two people and the second one was on leave. It was known in the office for weeks.
= mobile | sign-in | Stay signed in for a whole shift
Four times a day the app wants my password, with wet hands, on a ladder.
> declined | Twelve hours without a password is more than the security rules of most of you allow; a fingerprint \
takes a second.
* We ask after four hours, because phones get lost on sites: 61 last year among all of you. Switch on the \
fingerprint; then it takes a second.
= mobile | sound | Do not ring during a safety briefing
During the briefing at 6:45 twenty phones ring because the jobs of the day arrive. A quiet quarter of an hour would \
do.
= mobile | weather | Warn of wind before we climb
Above 12 m/s nobody may climb our turbines. Crews find that out at the tower, after 90 minutes of driving.
> planned +2 | A warning from a weather service that you choose, on the job and to its crew.
* Planned for outdoor jobs. You set the limit for each type of job, and who gets to know.
= dispatch | map, planning | See all open jobs of a day on one map
We plan 140 jobs in six districts from a list sorted by time. Twice a week two vans pass each other on the same road.
> shipped narrow-the-menu | A map beside the board: open jobs as dots, vans as their tours, nobody's position.
* Shipped. It shows where jobs are, not where people are. Up to 500 dots; filter by district above that.
+ Shipped, and since last week the dots carry the time window as well. It shows where jobs are, not where people are.
" Our planners save three hours a week with it. I measured it.
" Could it print? We still hang it on the wall at 6.
~ A map of today's jobs
I keep a paper map with 40 pins. When somebody is ill I move pins for half an hour.
= dispatch | map | Show jobs by place instead of by time
Two vans to the same business park on one day, four times in October. From the list nobody can see that.
= dispatch | planning | Move a whole tour to another person in one step
When somebody calls in sick at 6:10 I move 11 jobs one by one, and each sends a mail. It takes 20 minutes, on the \
worst morning.
> progress +0 | It is being tested by four of your depots.
* Nearly there. The whole tour or a part of it moves, and everybody concerned gets one message instead of eleven.
" One message instead of eleven is the better half of it.
= dispatch | skills | Warn when somebody lacks the certificate for a job
We sent a technician without the gas certificate to a boiler. He noticed at the door, and the customer waited two \
more days.
> shipped know-your-customers | Certificates with their end date, and a warning on the board 30 days before.
* Shipped. A job can require certificates; the board warns, but you decide. It does not block, since at night you \
may have nobody else.
~ Certificates that expire should stop planning
An auditor found three visits by somebody whose certificate had ended in March.
= dispatch | customers | Tell customers when we are on our way
About 30 calls a day ask "when do you come?" That is one person at our desk until noon.
> progress +1 | A text message with a window of 30 minutes is being built, without the position of the van.
* We are building a message with a time window when the job before is closed. No map with a moving van: see our \
answer on travel time.
" Half an hour is good enough. Customers want to know whether they can still go shopping.
= dispatch | planning | Keep two free hours for emergencies in each district
Every day about four emergencies come in, and every day we throw the plan over. Blocks that only emergencies may use \
would end that.
> review | We have looked at the plans of three depots. Blocks would have helped on 17 of 20 days.
* It would have helped on 17 of 20 days in the plans you sent us. We now look at how a block gives itself free at \
14:00.
= dispatch | undo | Undo the last move on the board
I dropped a job on the wrong one of 38 columns and did not know any more where it had been. The customer waited for \
two hours.
> shipped when-content-changes | Ctrl+Z takes back your last twenty moves, as long as nobody changed the same job.
* Shipped for your own last twenty moves.
= dispatch | recurring | Inspections that come every 400 operating hours
Our compressors are due by hours, not by months. We keep the hours of 260 machines in a spreadsheet and type jobs in \
each Monday.
> planned +1 | Plans by counter, with a forecast of the next date from the last three readings.
* Planned. The date is a forecast from the last three readings and moves when a new one comes in.
- Ridgeway would pay for an early version. Talk to me first.
= dispatch | colours | Colours for people with red-green weakness
Two of our five planners cannot tell "late" from "on time". They ask their neighbours.
> shipped progress-you-can-trust | States carry a sign as well as a colour, everywhere on the board.
* Thank you for the photo of the board as you see it. Signs stand beside colours now.
= dispatch | export | Print the plan of the week on one A3 page
It hangs in the workshop, where nobody has a screen. A print now takes 14 pages that we glue together.
= dispatch | crews | Plan two people as one crew
A lift needs two people. I plan both separately, and when one moves the other stays. It went wrong five times this \
quarter.
!
" We use a third invented person named "Crew 1". Please do not make us explain that to an auditor.
" Five times? We have it every week.
= dispatch | rules | Never plan more than ten hours a day
The plan let me put 11.5 hours on one person with travel. We noticed when the inspectorate did.
> review | The limit should come from your working-time rules; we collect them from twelve countries.
= dispatch | traffic | Reckon with rush hour in travel times
At 8:00 the ring road takes 50 minutes, at 11:00 it takes 20. The plan always says 25, so the first job is late.
> declined | The data costs more than the licence for most of you: about 9 euros a van and month. We look again when \
prices change.
* We asked three providers. It would add about 9 euros a van each month for all of you, and two thirds of our \
customers told us they would not pay that.
= dispatch | history | Who moved this job, and when
A customer says we cancelled. The board shows where a job is, not where it was. We guess, and pay.
> planned +0 | The history of a job shows each move with person and time.
* Planned soon: all moves are kept already, we only have to show them. They go back to last January.
= dispatch | keys | Plan with the keyboard
I move 300 jobs a day with the mouse, and my wrist hurts since spring. Arrow keys and Enter would do.
= dispatch | subcontractors | Give a subcontractor only their own jobs
We mail PDF lists to nine partner firms every evening. Two answered a list from the week before.
> review | It touches access rights everywhere, so we look at it together with Security.
= dispatch | notes | Mark customers who need a call before we come
At a school the caretaker must open. 1 visit in 12 is in vain, because the note is inside the job where planners do \
not see it.
= dispatch | sound | A sound when an emergency comes in
The desk looks at another screen half of the time. Emergencies waited 18 minutes on average in July.
> declined | Browsers keep pages silent until somebody clicks on them. A text message to the desk's phone reaches \
you surely, and exists.
= dispatch | waiting | A list of jobs that wait for parts
About 90 jobs wait for parts, and each planner has a list of their own. When the part comes nobody knows which job \
it was for.
= dispatch | areas | Draw districts by hand on the map
Postcodes do not follow our valleys. A district has the mountain in between, and a drive of 80 minutes that the plan \
believes is 10.
"""
