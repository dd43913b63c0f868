"""Wishes in English about money, other systems, numbers and safety; `wishes` says how to read them."""

WISHES = """\
= invoicing | pdf | One invoice a month for a customer with many sites
A chain with 85 shops gets 85 invoices a month from us. Their accounting wants one with 85 lines, and pays late \
until it gets it.
> shipped plan-your-learning | Collective invoices by month or by order number, with one page for each site.
* Shipped for all plans. Choose "collect" at the customer; jobs that were invoiced singly before stay as they were.
" Days until payment went from 41 to 23 for our biggest customer.
~ Collect the jobs of a month into one invoice
We write 240 invoices in the first three days of a month, and 200 go to the same four customers.
= invoicing | mistakes | Correct an invoice without cancelling all of it
One wrong line of twelve means a cancellation and a new invoice with a new number. Customers book both, and call us.
> declined | A sent invoice must not change: tax law in most of your countries forbids it. Credit notes for single \
lines are the way, and are planned.
* A sent invoice stays as it is, by law. What you need is a credit note for a single line: that is its own idea and \
planned.
= invoicing | credit | Credit notes for single lines
Eleven of twelve lines are right. The twelfth costs us 25 minutes each time, about 30 times a month.
> planned +0 | Credit notes refer to a line and take its tax rate along.
* Planned as the next thing in Invoicing. It takes the tax rate of the line, also when that has changed since.
= invoicing | travel | Charge travel once when two jobs are at the same place
We did three jobs in one building and charged travel three times. The customer found it, and now checks all of our \
invoices.
> progress +0 | Jobs at one address on one day share the travel; you choose how it is split.
* We are on it. Jobs at the same address on the same day by the same person count as one drive.
= invoicing | language | Invoices in the language of the customer
We work in Belgium: 60 percent French, 40 percent Dutch. We keep two sets of all 900 articles to get that done.
> planned +1 | Articles get names by language; the customer's language decides.
* Planned. You can import the second language as a table; we will not translate names of articles by ourselves.
= invoicing | approval | Let the depot manager approve before an invoice leaves
Last month two invoices of more than 20,000 left with a wrong hourly rate. A second pair of eyes from 5,000 on would \
have stopped them.
> review | Two steps of approval exist for quotes already; we check whether they fit here.
* We look at it. Tell us from which amount on you would want it: so far we have heard everything from 500 to 50,000.
= invoicing | tax | Reverse charge for work abroad
Each invoice to a firm in another EU country is corrected by hand: the tax must be zero, with a sentence below. 35 a \
month.
> shipped know-what-costs-money | The sentence comes by itself, from the country and the tax number of the customer.
* Shipped. Check the tax numbers of your customers first: the list of those without one is in Settings.
= invoicing | reminders | Remind customers by themselves after 14 days
I write 40 reminders on the first Monday of each month. A polite mail after 14 days would spare me most of them.
= invoicing | rates | Different hourly rates at night and on Sundays
We charge 50 percent more from 20:00 on. Nobody adds it on the phone, so we lose about 1,200 a month.
> progress +1 | Rates with times of day, also across midnight.
* In development. A job across midnight is split by the minute.
" Please think of the night when the clocks change.
= invoicing | rounding | Totals that differ by one cent from our accounting
In one of 50 invoices the total differs by a cent, because we round each line and the accounting rounds the sum.
> review | We need to know how your accounting rounds; six customers have answered so far.
= invoicing | photos | Put photos of the damage on the invoice
When the photo is on it nobody asks back. We paste them into a Word file now, about 15 minutes an invoice.
= invoicing | quotes | Turn an accepted quote into a job with one click
We type 70 quotes a month twice. In every tenth one a line gets lost on the way.
> shipped pick-what-you-need | "Accepted" asks for a date and makes the job, with all lines of the quote.
* Shipped. The job keeps a link to its quote, so that you see later what was promised.
= invoicing | signature | Show what the customer signed beside the line
Customers say they never ordered it. The signature is in the job, the line in the invoice, and it takes 10 minutes \
to bring them together.
= invoicing | archive | Keep PDF files for ten years
Our auditor wants all invoices since 2018 in a folder. I can download them one by one, 14,000 of them.
> review | An export of a whole year as one file is being tried with three customers.
= invoicing | discount | A discount that ends by itself
We gave ten percent for the first year. Three years later eleven customers still get it.
= integrations | calendar | Jobs in the calendar of our phones
Everybody's private dates are in Outlook, the jobs are in Fieldstone. Dentist and boiler collide about twice a week.
> shipped teach-what-you-learned | Each person has a calendar address of their own; jobs appear within 15 minutes, \
read only.
* Shipped as an address that any calendar can read. It is read only: a job that is moved in Outlook would surprise \
the planner.
" Works with ours. 15 minutes is slow on a bad day, but we live with it.
~ Send jobs to Outlook
I copy the jobs of seven people into Outlook every evening. That is half an hour for something a machine does better.
= integrations | accounting | Send invoices to the accounting by themselves
We export a file each Friday and import it each Monday, and in between nobody knows what is paid. One week in ten \
somebody forgets.
> progress +1 | The first two accounting programs are being connected; others can read the same interface.
* In development with the two programs most of you use. All others can use the same interface; its description is \
public already.
- Ask Kestrel and Ridgeway for a test: both have offered their time.
= integrations | webhooks | Tell our systems when a job is closed
We ask your interface every minute whether something changed: 1,440 requests a day for about 50 changes.
> shipped hand-over-in-time | Webhooks for jobs and invoices, signed, and sent again for 24 hours when your side is \
down.
* Shipped, signed and repeated for 24 hours. Ask less than every five minutes from now on, please: we will limit \
that next year.
= integrations | sso | Sign in with our company account
We have 340 people and 30 leave each year. Twice somebody could still sign in after they had left.
> progress +0 | OpenID Connect is in test with five companies.
* In test with five of you. People who leave lose access within a minute of being switched off on your side.
" We must not buy more licences before this is there, says our IT.
= integrations | import | Import machines from a table, with an answer for each line
We took over a competitor with 4,200 machines. The import said "line 317 is wrong" and stopped, forty times.
> planned +0 | The whole table is checked first, and all mistakes are shown at once.
* Planned: check everything first, show all mistakes at once, and import nothing until you say so.
= integrations | iot | Open a job when a sensor reports a fault
Our 600 freezers report their temperature by themselves. Then somebody reads a mail and types a job, at night too \
late.
> review | A way in for alarms is being designed; the hard part is not to open 600 jobs when the power is out.
* We design it now. If the power is out in one market, we must not open 600 jobs; that is the hard part, and we \
would like to see your worst night.
= integrations | parts | Order missing parts at the wholesaler
We write down the part, call the office, and the office types it into the shop of the wholesaler. Two days for \
something that lies there.
= integrations | telephony | Show the customer when the phone rings
The desk asks for name and address 120 times a day, 40 seconds each.
> declined | There are more than thirty telephone systems among you. With webhooks and our interface your provider \
can do it; we have written down how.
= integrations | api | Limits of the interface in the answer
We are cut off at some number of requests and do not know which. A header with what is left would be enough.
> shipped for-your-it-department | Each answer says how many requests are left, and when they are filled up again.
* Shipped, as headers of each answer.
= integrations | maps | Use our own maps of the plant
A refinery has no street names. Our 80 technicians look for tag numbers, for which we have a map of our own.
= integrations | hr | Take leave from our HR system
Leave is typed twice: 160 people, 28 days each. Every missed one becomes a job without anybody.
= integrations | files | Send the report into the customer's folder
A customer wants every report in a folder of theirs. We upload 60 a week by hand.
> declined | Access to folders of your customers is a risk we do not want to carry for you. A webhook can do it on \
your side.
= reports | export | All numbers behind a chart as a table
Your charts are nice, but our board wants them in our own colours. I measure bars on the screen with a ruler.
> shipped see-how-colleagues-learn | "As a table" below every chart, as CSV with the filters that are set.
* Shipped: below every chart, with your filters and in your language. Numbers stay numbers in Japanese and German \
tables too.
" No more ruler!
~ Download the data of a report
Each quarter I type 180 numbers from the screen into our slides.
= reports | first visit | How often is a job done on the first visit
This is the number our management is measured by. We count it by hand from 900 jobs each month, and nobody agrees on \
the rule.
> progress +0 | Being built. A second visit within 30 days for the same machine counts as one that failed; you can \
change the 30.
* We are building it with the rule of 30 days, which you can change. We looked at 40,000 jobs: between 20 and 45 \
days the result hardly differs.
= reports | mail | Send me the report every Monday at 7
I open the same four reports each Monday and make pictures of them for eleven managers.
> planned +1 | Any report by mail, at a time of your own, to people who may see it.
* Planned. It will contain only what each receiver may see, so the same mail can differ.
= reports | comparison | Compare depots by the same kind of work
Depot 3 looks slow, but it has all the hospitals. Give me the comparison by kind of job, or the discussion never ends.
> review | We try a comparison that is weighted by kind of job.
* We are trying it with two of you. First result: of nine depots that looked slow, five were not.
= reports | late | Say why jobs were late
18 percent were late in September. Traffic, parts, or no key? The technicians know, but nobody asks them.
= reports | energy | Kilometres and CO2 of each job
Two public customers ask for it in every tender from next year on. We estimate it from fuel bills.
> review | The kilometres are known; for CO2 we need a source for each type of van.
= reports | machines | Which machines fail again and again
Ten of our 2,000 lifts cause a fifth of all calls. We found that out by accident.
> planned +2 | A list of machines by calls in the last twelve months, with the costs.
* Planned. We had a look at ten fleets: everywhere a few percent of the machines cause a fifth of the calls or more.
= reports | privacy | No names in comparisons of people
Our works council stops every report that shows a person. With groups of at least five it would agree.
> shipped say-whether-it-helped | Comparisons show groups of five or more; single names need a permission of their \
own.
* Shipped, and on for everybody: groups of five or more.
= reports | contracts | Which contracts lose money
We think six of our 70 maintenance contracts cost more than they bring. The hours are here, the prices too, only not \
side by side.
= reports | goals | Draw our goal into the chart
We promise 4 hours. The chart shows 3.6 or 4.3, and each month somebody asks what the goal was.
= reports | speed | The yearly report needs six minutes
With 48,000 jobs the browser asks twice whether to stop it. We run it over lunch.
> review | It reckons everything anew each time. We look at what can be prepared at night.
= security | rights | A role that may see prices but not change them
Trainees write quotes. They must see 900 prices and must not change one; it has happened three times.
> planned +1 | Rights for prices are split into "see" and "change".
* Planned. "See" and "change" become two rights; who has the old one gets both.
" For us it is the other way round: technicians must not see prices at all.
= security | audit | Who has looked at this customer's data
After a complaint we had to say who opened a file. We could not, and wrote a letter of four pages instead.
> review | Changes are kept already. For looking we need a way that does not fill the database: about 2 million a day.
= security | keys | Keep door codes where only the crew of the day sees them
Codes of 400 buildings are in the notes, where 160 people can read them. Our insurer gave us until spring.
> progress +1 | Codes become a field of their own, shown to the crew from two hours before the job until its end.
* In development. Codes can be seen from two hours before the job until it is closed, and each look is written down.
- The insurer's date is 31 March. Harbour City depends on it.
= security | sign-in | Passkeys instead of passwords
We reset 25 passwords a month. Nobody can remember 14 characters with gloves on.
> review | We want them too, and start after sign-in by company account is out.
= security | data | Delete personal data of customers who left
The law says we must, after ten years at the latest. We have 3,000 such customers and no button.
> shipped when-you-cannot-sign-in | Delete by rule, with a list to check first; invoices stay as long as the law \
wants it.
* Shipped. You set the years, check the list, and confirm with a second person.
= security | export | Tell us when somebody exports the customer list
A colleague left with the addresses of 2,300 customers. We noticed when they got his letters.
= security | phones | Empty the app on a phone that was lost
Six phones were lost this year. Each had the addresses and photos of about 300 jobs on it.
> shipped help-people-in | "Sign out everywhere" now deletes the data in the app at its next contact.
* Shipped. The app deletes what it has at its next contact, or after 72 hours without any.
= security | test | A second portal to try things out
We tried a new form on the real one, and 40 technicians got it at 6 in the morning.
> declined | A copy for each of you would double what we run. Forms get a draft that only you see instead; that \
comes in the next quarter.
* Not as a whole portal. But the case you describe, a form that is not ready, gets a draft state next quarter.
= security | network | Allow the office's addresses only for payroll
Payroll is open from any hotel in the world. Our auditor would like it to be open from two addresses.
"""
