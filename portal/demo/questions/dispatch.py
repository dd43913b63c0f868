"""Questions in English about planning and the board; `questions` says how to read them."""

TOLD = """\
= dispatch | planning | Somebody calls in sick at six. What is your order of steps?
I have eleven jobs to move and thirty minutes. I would like to learn how others do it without a mail for each.
! Mark the tour, then "Move a part of the tour" and choose two names. Give the jobs with a promised time to the one \
nearby and the rest to whoever has gaps. One message goes out to each person at the end.
" Before anything else I set the person to "absent" on the board, so that no colleague plans onto him meanwhile.
< Absent first, then by promised time: that is our new note on the wall.
!+ And look at the day after as well. Whoever calls in sick on a Tuesday is rarely back on Wednesday, so I mark both \
days grey and decide at noon.
~ One person ill, many jobs: fastest way to redistribute?
This morning it took me 40 minutes for nine jobs, and two customers got three messages each.
= dispatch | map | Dots on the map overlap in the business park
Forty jobs in one park look like one dot. I miss half of them when I plan by map.
"+ Click on the dot with the number in it and they spread out like a fan. With Shift and click all of them are \
marked at once.
> Shift and click has just changed my mornings.
= dispatch | districts | How did you cut your districts?
We have postcodes today, and the mountain between two of them costs 80 minutes. Drawing by hand is possible now, but \
where to begin?
! Export a quarter of jobs with their travel times and mark every drive of more than 35 minutes. Where they cluster, \
your border is wrong. We moved four borders and saved six hours a week.
" Ask the drivers, with a printed map and a pen. Half an hour in the canteen gave us all we needed.
= dispatch | skills | Certificate warning comes although the certificate is valid
Since the first of the month the board warns for two people, and both have papers until next year.
*+ Their certificates were entered as "Gas A", and the job type asks for "Gas (A)". Two names are two certificates \
for the board. Merge them in Settings, Certificates, with the three dots.
< Merged, and the yellow is gone. We had five such pairs.
= dispatch | recurring | Yearly inspections all fall into January
When we imported the contracts every plan began on the first of January. 600 inspections in three weeks is more than \
we have people for.
" Sort them by district and give each district its month. The customer does not care whether it is March or May, we \
asked.
*+ Mark the plans in the list, then "Spread over" and choose a range of months. It keeps the shortest legal distance \
between two visits, so nothing comes too late. Look at the preview first; it shows how many each week would get.
< 600 became about 14 a week. I wish I had asked in December.
> Do it before you print the letters to customers. I speak from experience.
= dispatch | messages | Customer got a message although the job was only tried on the board
I moved a job to Thursday just to see whether it fits, and the customer received "We come on Thursday".
!+ Work in a draft: the button at the top right, "Try without telling". Nothing leaves the house until you press \
"Make it so", and colleagues see your draft in dotted lines.
< Used it all day and nobody called. Wonderful.
= dispatch | crews | How do you plan an apprentice along with a technician?
The apprentice must not be alone, yet should have times and jobs of her own in the sheet.
"+ A crew with two people, where she has the role "follows". Her times are counted and the board refuses to leave \
her without somebody.
" We tried it without a crew, as a second person on each job. It breaks the first time somebody moves a job in a hurry.
@ first-90-days
= dispatch | holidays | Regional holidays are planned as working days
In our two southern depots the day is free, in the others it is not. The board knows only one list.
*+ Holidays belong to the depot, not to the company. Settings, Depots, the depot, then Calendar: choose the region \
there. The company's list is only what new depots begin with.
= dispatch | emergency | Keep a van free for emergencies, or plan it full and move things?
We argue about it every Monday. About four emergencies a day, 22 vans.
" We plan all of them to 80 percent and nobody is free. It feels fair and works until Friday afternoon.
" One van free, but a different person each day. Otherwise the free one becomes a legend, and not a nice one.
! Counted over three months: with one free van 71 percent of emergencies were reached within the hour, with 80 \
percent for everybody it was 64. Not much, but customers noticed.
<+ We start with one free van by turns and count as well. I will write here in March.
> Please do. We would rather copy numbers than opinions.
= dispatch | colours | Can the board show colours by customer instead of by state?
Our three biggest customers look at the same screen with us in the mornings.
"+ View, Colours, "by customer". The sign in the corner of each card still tells the state, so nothing is lost.
= dispatch | undo | Undo took back the move of a colleague
I pressed Ctrl and Z and a job jumped that I never touched. Or did I?
* It takes back your own moves only. In this case you had moved the tour which held the job, and your colleague \
moved the job inside it before. The history of the job shows both lines.
< You are right, the history has my name at 10:42.
= dispatch | keys | Is there a list of all keys of the board?
My wrist thanks you for every key. I know the arrows, Enter and the letter T.
"+ Press the question mark. There are 31 of them; the one I use most is the full stop, which jumps to the next job \
without a person.
= dispatch | subcontractors | Partner firm sees the phone number of the customer
We give jobs to nine partner firms. They should call our desk, never the customer.
!+ Partners, the firm, "What they see": take the tick from contact. They get the number of your desk in its place.
> It counts for new jobs and for those that are open, not for closed ones.
= dispatch | printing | How do you print the week for the workshop wall?
There is no screen there. We glue fourteen pages together each Friday.
" Export the week as a table and print that on A3 from the spreadsheet. Twelve rows, five columns, done in four \
minutes.
" Put an old television on the wall. I know it is no answer, but it ended the question for us.
= dispatch | traffic | Travel times are far too short in the mornings
At eight the ring road takes 50 minutes, and the board says 25. The first job is late each day.
" Plan the first job with a fixed start of its own. It is the only one that suffers.
!+ Add a surcharge by the hour: Settings, Travel, "Busy hours". We have 60 percent from 7:15 to 9:00 for the city \
districts, and nothing else. The first jobs have been on time since, more or less.
< We took 70 percent and it fits. A pity that it was hidden so well.
= dispatch | waiting | Where do jobs go that wait for a part?
They sit on the board with a date that everybody knows to be wrong.
! Set them to "waits for part" and take the date away. They move to the shelf on the right, and when the part is \
booked in at the depot, they blink.
*+ And since version 8.8 the shelf can be sorted by how long something has waited. The oldest one of yours is from \
June.
< June was a compressor nobody sells any more. It is cancelled now, with an apology.
= dispatch | rules | Board lets me plan somebody into eleven hours
It warns in yellow, but it lets me. The inspectorate will not accept "I saw yellow".
*+ You choose whether it warns or refuses: Settings, Working time, "Beyond the limit". If you let it refuse, decide \
who may overrule it at night, or your emergency desk will be stuck.
" We let it refuse after ten, and two people may overrule. It happened three times in a year.
= dispatch | shifts | Night shift belongs to two days. Which one counts?
From 22:00 to 6:00 the board shows half of a shift on each day, and people are counted twice in the list of who is \
here.
"+ Settings, Shifts, "belongs to the day it starts". For the list of people only; times in the sheet still split at \
midnight for payroll.
= dispatch | import | Old appointments from our calendar
We change from a shared calendar with 1,100 appointments ahead. Type them, or is there a way in?
" There is an import for jobs, as a table. Take the template with one line first and see what it becomes.
!+ Do it in slices of one month and begin with the furthest. If the columns are wrong you find out while nobody \
depends on it. Ours took an afternoon for 900, and 14 came out wrong, all of them with two addresses in one cell.
@ first-90-days
< Furthest first was a clever hint. Month three had all the mistakes in it.
= dispatch | lifts | How far ahead do you plan the yearly main inspection?
The inspector's organisation wants eight weeks, our customers forget after two. We lose about nine dates a month.
@ lifts
" We book the inspector first, by building, and tell the customer once at eight weeks and again at ten days. Lost \
dates went from eleven to two.
! Write the name of the caretaker on the job, with a mobile number. Most of our lost dates were a locked machine room.
= dispatch | access | Read-only board for the service desk
The desk should answer "when do you come?" but must not move anything.
"+ Role "Looks at the board". They also may write notes on a job, which is what ours wanted most.
= dispatch | statistics | What share of jobs do you plan by hand, honestly?
The board proposes, my planners override. I would like to know whether we are strange.
@ champions
" Forty percent by hand, and rising in winter.
" About ten. But we fed it travel surcharges and skills for a year before that.
> Ten! We are at sixty and thought we were modern.
= dispatch | weather | Storm day: cancel outdoor jobs of a whole district
Wind above 12 metres a second means nobody climbs. Twenty jobs, twenty calls, each time.
@ energy-water
!+ Filter by type "outdoor" and district, mark all, "Postpone with message". You write one text and it goes to \
twenty customers with their own new dates, which the board proposes.
" Keep a template for it. In the middle of a storm nobody writes kind sentences.
= dispatch | ferry | Islands: the ferry decides the tour
Three of our sites are islands. The board plans a drive of twelve minutes across the water.
" Draw each island as a district of its own and set the travel between districts by hand. It takes the ferry from a \
table of departures if you give it one.
< Where would I put that table?
- Settings, Travel, "Fixed connections". Put the boat you must not miss in bold on the job, though; no software runs \
as fast as a late technician.
"""
