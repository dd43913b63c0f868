"""Questions in English about the mobile app; `questions` says how to read them."""

TOLD = """\
= mobile | offline, photos | How do I see which photos are still waiting on the phone?
After a day in the tunnel I close the app and hope. Is there a list of what has not been sent yet?
!+ Open the job, then Photos: a grey arrow means it waits on the phone, no arrow means our server has it. For all \
jobs at once there is Menu, then "Waiting to send", with the number beside it.
< Found it behind the menu. It said 23, so I stay in the car park until it says 0.
" We made it the last line of our end-of-shift checklist: "waiting to send shows nothing".
= mobile | forms | A required photo blocks the whole form. Can I skip it with a reason?
The lens of my phone is broken and the form for a boiler service will not let me finish.
*+ Yes, if your administrator allows it: Settings, Forms, the form, then "May be skipped with a reason". It is off \
at first, because some of you need the photo for insurance. The reason is printed where the photo would have been.
< Our administrator switched it on within ten minutes.
> Worth adding: the report shows who skipped what, so nobody does it out of habit.
= mobile | battery | Which settings really help an old phone through a day?
We have 14 phones that are four years old. At two o'clock most of them are empty, and new ones come in spring only.
" Switch the map to "list first" in your own settings. That alone gave us an hour and a half.
!+ In order of effect, measured on six phones of ours: map off at start (plus 90 minutes), photos over Wi-Fi only \
(plus 50), brightness by the phone instead of always full (plus 40). Dark mode hardly showed on our screens.
< With the first two we get to five o'clock. That is enough until spring.
^ Later addition: since version 8.7 the map stands still while you do, so the first point matters less.
= mobile | tablets | Does the app show the plan of a building beside the checklist on a tablet?
On the phone I jump back and forth between the drawing and the list. We think about buying 12 tablets.
@ pilot
"+ It does in landscape from ten inches on: drawing on the left, checklist on the right. On our eight-inch ones it \
stays one below the other, so look before you buy.
< You just saved us from ordering the small ones.
= mobile | scanning | The scanner does not read codes behind scratched glass
The serial plates of our meters sit behind glass from 1998. One in four cannot be read. What do you do?
" We hold the torch at an angle from below. Sounds silly, works in most cases.
" Type the last six digits only. The search of the device list finds by ending as well as by beginning.
!+ Print stickers of your own when you visit anyway. Devices, then Labels makes a sheet of 40, and we stuck 2,900 \
within a year without one extra visit.
< We do both now: six digits today, and a sticker before we leave.
= mobile | sign-in | Fingerprint stopped working after the phone was updated
Since Tuesday everybody with the newer phones is asked for the password again, and again after four hours.
* We see it too, on phones that were updated from the version before last. The phone drops the stored key during \
that update. Sign in once with the password, then switch the fingerprint off and on in your settings.
> Did that on 30 phones this morning. It holds.
< Same here, all of them are quiet now.
= mobile | time | Break of 30 minutes is taken off although I worked through
The app takes the break off by itself after six hours. On an emergency there is none, and my time is short.
!+ Tap the grey bar between two jobs and choose "no break taken". Your administrator sees it in the weekly sheet and \
may ask why, so write two words into the note.
" With us the works council insisted that it asks for a reason. That is a switch in Settings, Time.
= mobile | signature | Customer is not there. How do I close a job without a signature?
At schools the caretaker leaves at three. The button stays grey and the job runs on to the next morning.
"+ Use "Nobody to sign" below the field. It takes a photo of the closed door or the key box and the time instead.
> That photo has saved us twice when somebody said we never came.
= mobile | forms, conditions | My question with a condition never shows up
I set "show when pressure is above 6" and typed 6,5 on the phone. Nothing happens, while 7 works.
*+ Your form was made with English numbers, where the comma separates thousands, so 6,5 was read as text. Choose the \
language of the form in its first line; then both 6,5 and 6.5 are read as you mean them.
< That was it. Twelve other forms had the same fault and nobody had noticed.
= mobile | notes | Where should notes for the next colleague go?
We write "dog bites" into the job and the next one never sees it, because the job is closed by then.
! Into the site, not into the job. On the phone: tap the address, then "Note for everybody who comes here". It \
appears above each new job at that address.
" Keep it to facts that stay true. Ours were full of "call Mr. X first", and he had left two years ago.
!+ One more trick: give such notes an end date. After it the app asks the next visitor whether the note still holds.
< The end date convinced my colleagues, who were afraid of a museum of notes.
= mobile | maps | Address opens a place 40 km away
Sites without a street number open somewhere in the next town. It concerns maybe 60 of our 900 sites.
" We put the coordinates into the second line of the address. Ugly, but drivers arrive.
*+ There is a field for it: Site, then "Pin on the map". Stand at the gate, open the site on your phone and tap "I \
am here"; from then on navigation goes to the pin and the printed address stays as it is.
= mobile | photos | How small may photos be so that insurers still accept them?
At full size a job with 30 photos takes ages on the road. Has anybody asked their insurer?
" Ours wanted two megapixels and the time readable in the file. "Medium" in the settings gives three.
> Careful, "small" removes the time from the file. We learned it when a claim came back.
= mobile | language | Polish characters turn into boxes in the report
A technician writes his notes in Polish. On the phone all is well, in the PDF there are boxes.
*+ Thank you for the file. The font of your own template lacks these letters; choose "Fieldstone Sans" in the \
template and they appear, also in reports that were made before.
= mobile | gloves | Which gloves work with the screen in a freezer?
Minus 24 degrees, eight people, phones with a case. We tried three kinds and gave all of them back.
@ cold-chain
" Thin wool with metal thread below, the thick glove above, and cut one finger of the thick one open. Not pretty, \
and nobody complains.
" We gave up on gloves and use a pen with a rubber tip on a string. Costs two euros.
! The pen is good. Also set the phone to "increase touch sensitivity", it hides in the display settings of most makers.
<+ We tried the pen for a week in two stores and will buy it for everybody.
= mobile | parts | Used part does not leave the stock of my van
I book the valve on the job, the job is closed, and the van still has it in the list the day after.
" Is the job really closed, or only finished on the phone? Stock moves when the office has checked it, at least in \
our settings.
*+ Exactly: it moves with the state that is chosen in Settings, Stock, "Parts leave the van when". You have "checked \
by office" there; with "finished on site" it moves at once.
< We changed it yesterday and today the list was right for the first time.
= mobile | safety | How do you remind people of the lone-worker call?
Nine people alone at night, a call each hour. The alarm of the phone is forgotten as soon as hands are dirty.
! We made it a checklist of one line which comes each full hour, on jobs of the type "alone". When it is 15 minutes \
late the desk sees the job in red.
> How do you make the job come back each hour?
!+ Job type, Repeat, "within the job, every 60 minutes". It is meant for readings, but nobody forbids to read "I am \
well".
= mobile | speed | App hangs for seconds when I open a site with many jobs
A hospital with 1,400 old jobs needs eleven seconds until I can tap anything. Small sites are fine.
* It loads the last two years. You can shorten that to three months in your own settings under "History of a site"; \
the rest is there when you ask for it.
< Two seconds now. I shall tell the others on the night shift.
= mobile | travel | Travel time starts too early when I close the job in the van
I close the job, then write two mails, then leave. The app counts all of it as travel.
"+ Long press on "Start travel" and pull it to the right time. It takes steps of one minute, and your office sees \
that it was moved.
" Or answer the question "Did you leave?" with "in 10 minutes". We all missed that this answer exists.
= mobile | calendar | Jobs of tomorrow show up only after seven in the evening
Two of us start at five and want to pack in the afternoon. Until seven the list says nothing is planned.
*+ Your dispatchers release the day at seven. They can release by crew as well: on the board, right click on the \
name, "Release tomorrow". For early crews we would do it at two.
> It took one talk with our dispatcher. Now it happens at two, with a grumble.
= mobile | training | Best way to show the app to somebody who has never used one?
Next month six people join who are close to retirement and proud of their paper. I do not want to lose them on day one.
@ first-90-days
" Sit beside them on a real job, with a small one, and say nothing unless they ask. Two jobs and they had it.
! Start with the one thing that spares them work. For ours it was photos: no more camera, no more cable. Everything \
else came by itself within a month.
" We printed the first screen on paper, with four arrows. They kept it on the dashboard for a week, then threw it away.
> I would add: switch off what they do not need. Our start screen has three buttons for them.
= mobile | tags | Can I find jobs by a word I wrote into the note?
I know that I wrote "cracked flange" somewhere in spring, and the search of the phone finds titles only.
"+ Pull down once more in the search: "Search in texts too". It needs a signal, because the texts are not on the phone.
= mobile | updates | Must all phones have the same version?
Half of ours are on 8.6 and the rest on 8.8, as the phones come from two leasing contracts.
*+ They need not. The last four versions work side by side; what is new is simply not there on the older ones. Forms \
with conditions need 8.5 at least, on older phones all questions show.
= mobile | printing | Printing a receipt in the van with a belt printer
Customers in the market want paper at once. Which printers does the app talk to?
" Ours is a simple 58 mm one over Bluetooth. Choose the template "Narrow", otherwise the logo takes half the roll.
> Does it print umlauts?
- It does since we set the code page of the printer itself. That was an afternoon with the manual.
= mobile | forms | Copy a form from one depot to another
Depot North has a good form for air handlers and we would like to have it, without typing 64 questions.
"+ Forms, the three dots, "Give to another depot". You get a copy, so later changes in North do not reach you.
> And if I want the changes to reach me?
- Then make it a form of the company. Only administrators can, and each depot may hide lines but not add any.
= mobile | voice | Does dictation work in a plant room with 80 decibels?
I would like to speak my report while I pack. It is loud where we are.
@ pilot
" At 80 it made soup of it. In the van with the door shut, it was good enough to send.
= mobile | offline | What happens when two of us fill in the same form offline?
We split a big inspection, half each, in a cellar without reception. Yesterday one half was gone, or so we thought.
* Nothing is gone: the later one is kept as a second copy, "Form (2)", below the job. To work on one form together, \
choose "Split the form" before you go down; then each phone keeps the lines of its own part.
< The second copy was there. I would never have looked below the job.
!+ We split by floor: lines with a floor in their name go to the person of that floor. Say it in the briefing, \
otherwise both take the ground floor.
"""
