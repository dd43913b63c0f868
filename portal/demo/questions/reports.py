"""Questions in English about numbers; `questions` says how to read them."""

TOLD = """\
= reports | first-time fix | How do you count a second visit?
For us it is a second visit within 30 days at the same device. Another depot says 14 days, and now we fight over \
whose rate is better.
& I should have said: both depots serve the same customers.
! Same device, same fault code, 30 days. Without the fault code you punish whoever finds a second problem on the way.
" We also leave out visits where the part was known to be missing. That is a matter of stock, not of the technician.
!+ Whatever you choose, write it above the number. Ours is in the title of the report: "second visit = same device \
and fault within 30 days".
< It is in our title as well now. The fight is over since Tuesday.
= reports | tables | Give me the figures behind a chart
For the monthly meeting I copy numbers from the screen.
"+ Below each chart is "As a table", and the table has a button for the export. It took me a year to see it.
= reports | devices | Which devices cost us most?
We have 1,800 and a feeling. I would like to have more than a feeling.
!+ Reports, Devices, sort by "visits in 12 months", then add the column cost. Look at the first 20 only, and then at \
their age. With us eleven of the twenty were older than 18 years.
< Fourteen of twenty over here. The customer will get a letter about them.
> Take the list along to the renewal talk. It sold three replacements for us.
= reports | filters | My saved filter shows other numbers to my boss
Same name, same day: I see 214 jobs and she sees 388.
*+ A filter is saved, rights are not: you see two depots and she sees four. Put the depots into the filter itself \
and both of you see the same.
< 214 for both. She was a little disappointed.
= reports | time zones | Report by day cuts at the wrong midnight
We sit in Lisbon, our depots in Madrid, and late jobs move to the day before.
" Reports follow the depot. If you mix depots, look at the small clock above the table to see whose midnight it is.
= reports | sla | Response time: from the call or from the job?
Contract says "within four hours of notice". The report begins when the desk saves the job, which can be 20 minutes \
later.
*+ Fill in "called at" in the job; the report takes it when it is there. The desk may set it up to 24 hours back, \
and the history shows by whom.
" Print it in the confirmation to the customer, too. Then both of you start the same clock.
= reports | co2 | Kilometres and CO2 by job for a tender
A city asks for it from next year. We have fuel bills and hope.
" Distance by job is in the export, column "driven". Multiply by a factor of your leasing company, they all have one \
now.
! Say in the tender how you got the number. Ours was accepted because of the half page about how, not because of the \
number.
= reports | people | Works council objects to reports by person
They accept depots, not names. Can I switch names off for everybody, myself included?
*+ Administration, Reports, "smallest group": with 5 nothing is shown about fewer than five people, for no role. \
Only working time is excepted, since payroll needs it.
< They signed on Friday. Thank you, that was the last open point.
= reports | mail | A report by mail each Monday at seven
I want it in the inbox before the meeting and not to log in for it.
"+ Open it, three dots, "Send regularly". Seven o'clock is your own time zone, also in summer.
= reports | targets | Which three figures do you show on the wall?
We have a screen in the hall and 40 figures to choose from.
@ champions
" First-time fix, promised time kept, days since the last accident. The last one is the only one that people look at.
" Jobs that wait for parts, and for how long. It embarrasses the right people.
! Only two, and change one of them each quarter. A wall nobody looks at is wallpaper.
<+ We begin with promised time kept and jobs waiting for parts. Wallpaper, I will remember that.
= reports | history | Numbers of last year changed
In spring it said 91 percent, now it says 89.5 for the same months.
* You closed 140 old jobs in August, and their dates lie in those months. A report is made anew each time; "Freeze" \
in the three dots keeps it as it is today.
= reports | columns | More than twelve columns in a table
I need fourteen for an audit. The thirteenth pushes out the first.
"+ Export has no limit, only the screen has. Choose columns in the export, the last step.
= reports | energy | Heat pumps: average power before and after a service
Customers ask what a service brings. We note both readings, and then nobody looks at them.
@ buildings
!+ Use a form with "before" and "after" for the same question; then the report Readings has a column "difference". \
Ours is 6 percent on average, and it sells the next contract.
> Is that in winter or over the whole year?
- Over the whole year, with at least three weeks between two readings.
= reports | printing | Charts are printed in grey and all lines look the same
Board members read on paper. Five grey lines are one grey line.
" Print settings, "patterns". Dots, dashes and so on appear in place of colours.
= reports | utilisation | Is 85 percent utilisation good?
Our owner says 95. My planners say that at 95 they cry.
" Above 90 each sick day becomes a catastrophe, we have seen it for a whole winter.
! Ask what is in it. With travel and notes included 85 is a lot, without them it is a holiday.
> We agreed on 80 with travel counted in. The owner calls it reserve.
= reports | parts | Stock value of all vans at the end of the year
For the balance sheet, on the 31st, as fast as possible.
"+ Stock, Value, choose the date. It reckons back, so you may do it in peace in January.
= reports | access | Customer wants to see their own reports
A hospital would like to look for itself instead of asking each month.
*+ Customer, Access, "reports only". They see their own sites and nothing about hours or cost. Please tell them that \
yesterday's jobs appear at six in the morning.
= reports | comparison | Comparing depots of different size
Depot 2 has 60 people, depot 9 has seven. The big one always wins or always loses.
" Per technician and week. And leave out weeks with fewer than five people there.
!+ Compare each depot with itself a year ago, and put those changes side by side. People argue less when the rival \
is their own past.
< My smallest depot now leads the table and wears it like a crown.
= reports | reasons | Half of our visits have the reason "other"
The list of reasons has 48 entries. Nobody scrolls.
! Cut it to nine. We read 200 of our "others", and seven reasons covered nearly all of them.
"+ Nine with us as well. Put "other" last and let it ask for three words, then it goes down by itself.
< From 51 percent to 8 in a month. I am a believer.
= reports | seasons | Forecast for July by what we had before
Air conditioning triples in July. I want to know how many people I need, not that it will be warm.
" Jobs by week of the last three years, take the middle one, add the new contracts by hand. It was off by nine percent.
= reports | surveys | Do customers answer after a visit?
We consider asking two questions when the job is closed. Does it annoy them?
" One question, one tap: about a third answers. Two questions: a tenth.
" Ask only when somebody was really there. Our first month included phone calls and people were puzzled.
= reports | lifts | Share of people trapped in lifts freed within 30 minutes
The standard asks for it and I build it by hand from fault codes.
@ lifts
"+ Job type "entrapment", promised time 30 minutes, report "Promised time kept" filtered by that type. It needs the \
time of arrival at the door, so remind crews to tap it there and not in the cabin.
< They tap before the ladder now. 94 percent, and I trust the number for once.
= reports | deleted | Who deleted the report "Winter"?
It was there on Monday. I suspect nobody, and everybody.
*+ Reports, the bin at the lower left: deleted ones stay for 60 days with the name beside them. I do not write it \
here, you will see it.
< It was me. Please do not tell anyone.
#locked
= reports | fuel | Try my fuel card comparison
Visit my page for the cheapest fuel cards for fleets, ten percent for everybody who signs this week.
#hidden Advertising. Please do not promote other products here.
"""
