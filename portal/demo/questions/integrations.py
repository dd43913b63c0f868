"""Questions in English about other systems; `questions` says how to read them."""

TOLD = """\
= integrations | webhooks | Webhook arrives twice. Is that normal?
Our accounting got the same closed job two times within a minute, and booked it two times as well.
*+ It can happen, and is meant so: when your server does not answer within ten seconds we try again. Keep the id in \
the header of each message and leave out what you have seen.
< Our server took twelve seconds because it made the PDF first. Now it answers and works afterwards.
" Same mistake here two years ago. Put the message on a pile, say thanks, then think.
= integrations | calendar | Calendar address shows jobs a day late in the phone's calendar
The board has the change at once, my calendar in the evening or tomorrow.
"+ Your calendar program decides how often it asks. Mine had "once a day"; there is a setting for 15 minutes, at the \
very end of the list.
= integrations | api | How many jobs may I read in one go?
I want to copy 40,000 closed jobs into our warehouse, and get a hundred each time.
*+ A hundred is the page. Follow the address of the next page in the answer instead of counting, and ask for \
"changed since" on later runs. Forty thousand took eleven minutes in our own test.
> The next address stays valid for a day, so a break in between is no drama.
= integrations | accounting | Which accounting programs do you connect, and how?
We are about to choose a new one and would like to hear of scars.
" A file each Friday by hand, import on Monday. It works until Friday is a holiday.
! Webhook on "invoice sent" into a small flow that writes into the accounting. Two days of work for a student, and \
since May three stuck messages.
" We let the accounting ask the API each night. Slower, but nobody has to open a port.
< Three ways and each has its charm. We shall go for the night.
= integrations | sso | Sign-in with company accounts: what do I give to IT?
They ask me for "the metadata" and look at me as if I knew.
"+ Administration, Sign-in, third tab: there is a page for them with the three values they want, in their words. \
Forward it and keep out of it, that is what I did.
< Forwarded at nine, working at eleven. I understood nothing and am happy.
= integrations | sensors | Alarm from a cold room should become a job by itself
Temperature above minus 15 for ten minutes means somebody must drive. At present it is a mail which nobody reads at \
night.
@ cold-chain
!+ Let your alarm system call our API with the number of the device; job type "alarm" needs nothing else. Important: \
send the same key for the same alarm, or you get a new job every ten minutes until somebody turns it off.
" The key is the truth of it. We had 71 jobs for one open door.
< No jobs at night without a reason any more, and the desk gets a text message as well.
= integrations | import | Import of 2,600 devices stops at line 1,874
It says "duplicate serial number" and nothing else. The number is there once only.
& Added an hour later: it is the same line in a second file, so the file itself is probably to blame.
" Look for a space at the end of one. Ours had some that a formula had left there.
*+ It was a zero and a letter O in two otherwise equal numbers, which the check regards as one. You can switch that \
off in the dialogue: "treat similar letters as different". All errors are shown at once, by the way, if you choose \
preview first.
= integrations | erp | Articles from the ERP come without prices
Names and numbers arrive, prices are zero. It worked until the update of our ERP in September.
"+ Did they begin to send the price with a currency sign? Ours did after an update, and "EUR 12.50" is no number.
< They did indeed, a small "EUR". One rule in between takes it off now.
= integrations | telephony | Have the customer on the screen when the phone rings
80 calls a day and each begins with "which street, please?"
! Most systems can open an address with the number in it. Ours calls the search of Fieldstone with the caller's \
number, and the site is there before we say hello.
> Numbers must be written the same way in both. We had brackets in one half.
= integrations | maps | Free map service or a paid one?
We plan 200 jobs a day and hit the limit of the free one at three in the afternoon.
" Paid, about 70 a month for us. The hour after three had been costing more than that.
= integrations | export | Table opens in one column
I send the export to our controller, and her spreadsheet puts everything into column A.
"+ Her program expects semicolons. There is a box for it under the export button, and it remembers the choice.
< She says thank you, with a cake on the way.
= integrations | tokens | Token has expired and nobody knew
The night run failed for six days. Who gets told before a token ends?
*+ The person who made it, 14 and 3 days before, by mail and in the portal. Yours belonged to somebody who has left. \
Give tokens to a shared account of your team, then several people hear of it.
" Put the end date into your own calendar as well. Mails get lost in holidays.
= integrations | payroll | Hours to payroll: by person, by job or by day?
Payroll wants one line per person and day, the export gives one per job.
"+ Group in the export, second step, "by person and day". Overtime becomes a column of its own if your working-time \
rule knows it.
= integrations | testing | Is there a copy to play with?
I do not dare to try webhooks against our real jobs.
*+ Yes: Administration, "Practice copy". It has your settings and invented customers, sends nothing to the outside \
except to addresses that you list, and forgets everything after 30 days.
< Broke it four times today, with joy.
= integrations | bi | Numbers in our dashboard differ from those in Reports
Closed jobs in October: 2,311 here, 2,298 there.
" Time zone. Ours were 13 jobs around midnight on the last day.
> Thirteen! That would be precisely my difference.
*+ Confirmed, reports use the zone of the depot and the API gives UTC. Convert before you group by month.
= integrations | documents | Put reports into our document archive without anybody's hands
1,400 reports a month are saved by hand into folders by year and site.
! Webhook on "report ready" has the address of the PDF, valid for an hour. Fetch it at once and file it by the \
numbers in the message; a student of ours wrote it in three afternoons.
" We do it by night with the API because our archive sleeps during the day, strange as it sounds.
= integrations | mail | Replies of customers to our messages go nowhere
They answer "please ring at the back door" and we never see it.
*+ Administration, Messages, "Answers go to". If you put your desk's address there, the number of the job is in the \
subject, and the desk's rules can file it.
= integrations | barcode | Fill in a job from a QR code on the machine
We have 3,100 stickers and want a customer to scan one and report a fault.
"+ Devices, Labels, "for customers": the code opens a page with three questions, no sign-in. We have had it since \
spring, about 50 reports a week and two jokes.
< How do you deal with the jokes?
- They end up in the same list, and somebody presses Delete with a smile.
= integrations | dates | Dates arrive as the fourth of March and mean the third of April
One of our sources writes month first. The import takes it as it likes.
"+ Choose the form of dates in the second step, by file. If the 13th of a month is anywhere in it you see at once \
which way is right.
= integrations | speed | API has become slow since last week
Each call takes three seconds; it was 200 milliseconds before.
* You ask for "everything with history" since the 12th, that is 60 times the data. Without the history you are back \
at 180 milliseconds.
< A colleague had "improved" it. I have improved the colleague.
= integrations | hr | New people: how do they get into Fieldstone?
HR has a list, IT has a list, and I type a third one.
" Ours come from the company directory each night, with the depot in a field. Leavers go the same way, which is the \
better half.
@ first-90-days
= integrations | links | Address of a job that colleagues can open from a chat
I copy the address and half of the people land on the start page.
"+ Use "Copy link" in the three dots. What stands in the address line carries your own filters along, and others may \
not have them.
= integrations | weather | Which weather service do you trust for wind?
We climb turbines up to 12 metres a second, measured at the hub, and the free service measures at the ground.
@ energy-water
" We take the readings of the turbine itself, through the operator. For planning two days ahead a paid one with \
heights.
!+ Multiply ground wind by 1.4 for 100 metres and be careful in the evening. Crude, but our crews turned back four \
times instead of 19 in the season after.
= integrations | files | Maximum size of an attachment by API
Plans of buildings have up to 80 MB and the upload breaks off.
* Fifty is the limit, for phones rather than for us. Split plans by floor; the app then loads only the floor \
somebody stands on.
= integrations | legacy | Anybody still with a fax among their customers?
One hospital confirms by fax and nothing else. Please tell me I am not alone.
" Two hospitals and a notary. We print to a mail-to-fax service, and the answer comes back as a PDF on the job.
> I feel better now.
#locked
"""
