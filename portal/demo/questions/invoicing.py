"""Questions in English about money; `questions` says how to read them."""

TOLD = """\
= invoicing | collecting | Collective invoice leaves out jobs of the last day
We collect by month. Jobs that were closed on the 31st after six appear in the next month.
*+ It takes the day on which the office checked the job, not the day of the work. Settings, Invoicing, "Which date \
counts" has both; most of you want the day of the work. It counts from the next run on.
< Changed, and October came out right. The customer did not even notice, which is the best outcome.
~ Jobs from the end of the month are missing on the invoice
Seven of 96 jobs went to the wrong month, all of them from the late shift.
= invoicing | rounding | Total differs by one cent from our accounting
About one invoice in fifty. Our accounting rounds the sum, Fieldstone rounds each line.
" Let the accounting take the lines instead of the total. Since then we have had no difference.
!+ If yours cannot do that: Settings, Tax, "Round once per rate". It is the rule in several countries, so nobody \
will raise an eyebrow. Old invoices stay as they were sent.
= invoicing | credit notes | Credit a single line without cancelling the whole invoice
One line of twelve has the wrong rate. Do I really have to cancel all twelve?
" For now, yes. Cancel, copy, correct: the copy keeps all lines and takes a minute.
* Credit notes for single lines are planned, see the ideas. Until then the way of the answer above is right; put the \
old number into the reference so that the customer's accounting can match it.
= invoicing | rates | Night rate is used for the drive, too
The drive started at 19:30 and the work at 20:15. Both were charged at night rate.
*+ Rates look at the start of the job. With "split by minute" in the rate itself, the drive is charged by its own \
time. Try it on a copied rate, it changes prices.
< The copy showed 38 euros less for one evening. Correct, I fear.
= invoicing | travel | Charge travel once for three jobs in one building
We get complaints, and they are right: three jobs, one drive, three times 45 euros.
!+ Price list, Travel, "once per address and day". Choose whether it goes on the first job or is shared out. Shared \
looks fairer to three tenants.
" We share it. Since then nobody has called about travel.
= invoicing | tax | Reverse charge: which field decides?
An invoice to a firm in Belgium came with our tax on it, although their number is entered.
& Edited: the customer is a company, not a person. Its number starts with BE.
"+ The country of the invoice address, not that of the site. Theirs said nothing, so it took yours. There is a list \
"customers without country" on the start page of Invoicing.
> That list had 212 lines with us. Coffee, music, done in an hour.
= invoicing | language | Invoice in French, site in the Dutch part
The head office reads French, the site speaks Dutch. Which language does the PDF take?
"+ That of the invoice address. The work report takes the one of the site, so everybody gets what they can read.
= invoicing | approval | Who approves when the depot manager is away?
Invoices wait for two weeks each summer because one person is at the sea.
! Give the right to a role with two people in it, not to a person. Both see the same list and whoever comes first \
decides.
*+ There is a deputy as well: your own settings, "While I am away", with dates. It ends by itself, so nobody keeps a \
right by accident.
< We have both now, since one of the two goes to the same sea.
= invoicing | numbers | Can the invoice number begin anew each year?
Our auditor wants 2027-0001 in January. The counter just goes on.
*+ Settings, Invoicing, Numbers: put {year} into the pattern and tick "begin anew". Set it before the first invoice \
of the year; it cannot be changed once one has been sent.
= invoicing | photos | Attach work photos for one customer only
One insurer wants the pictures with each invoice, everybody else would be annoyed.
"+ Customer, Invoicing, "attach": none, report, report with photos. It is set by customer.
= invoicing | reminders | First reminder sounds rude
The text was written in 2015 by somebody who has left. May I see yours?
" Ours begins: "Perhaps our invoice got lost among others." It works better than any threat.
!+ Put the bank details and the amount into the first two lines. Most people who pay late only need exactly these.
> And say whom to call if something is wrong with the work. Half of our late payers were waiting for an answer from us.
< I took the first two lines and the sentence with the lost one. Two customers answered with an apology.
= invoicing | quotes | Accepted quote lost its discount when it became a job
Twelve percent were promised, the invoice has the full price.
*+ The discount stood in the text and not in the field, so it was a sentence for us. Fields come along, texts do \
not. We have added a hint beside the text: "Amounts written here are not counted."
< Fair enough. The hint would have helped me.
= invoicing | e-invoice | Which format do public customers take in your country?
Our first ministry asks for an e-invoice, and there are four formats in the list.
" In Germany XRechnung with the routing number in the buyer's reference. Without the number it bounces within a minute.
" For us in the Netherlands it goes by Peppol; ask your customer for their number there.
= invoicing | deposits | Take a deposit before ordering a big part
Compressors cost 8,000 and we have been left sitting on two of them.
!+ Quote, then "Part in advance" with a percentage. The job stays on the shelf until the payment is entered, so \
nobody orders by mistake.
< Tried it on a small one. The customer paid within a day, as it looked so official.
= invoicing | hours | Rounding to six minutes on the invoice and to five in the sheet
Payroll and invoices disagree, both with good reason. Can each have its own?
"+ They can: the sheet rounds by working-time rule, the invoice by price list. Look under "Steps" in the price list.
= invoicing | archive | How do I give the auditor all invoices of a year?
She wants PDF files and a list, and she wants them on Thursday.
*+ Invoicing, Export, choose the year and "with documents". It prepares a ZIP in the background and tells you when \
it is ready; 9,000 invoices take about 25 minutes.
< It was 22 minutes. The list opens in her program without a fight.
= invoicing | sites | Central invoice, but each site has its own order number
A chain with 85 shops sends 85 order numbers each January. Where do they go?
" In the site, field "order number of the customer", and there is an import by table for it.
!+ Choose "group by order number" for the collective invoice. Then shops which forgot theirs end up in a last group \
called "without", and you see whom to ask.
= invoicing | currency | Invoice in Swiss francs from a company in euros
Three customers pay in francs. I convert by hand with the rate of the day.
" We gave up and keep a second price list in francs, with fixed prices for a year. Customers like it more than the \
daily rate.
= invoicing | minimum | Minimum charge of one hour, but not for contract customers
Everybody pays at least an hour. Contract customers should not, and get corrected by hand.
"+ Put the minimum into the price list, not into the job type. Contract customers have their own list anyway.
= invoicing | pdf | Logo looks blurred on printed invoices
On the screen it is crisp, on paper it looks like a fax.
" What size is your file? Ours had 200 pixels, and at four centimetres that is a fax indeed.
*+ Please upload it as PNG with 1,200 pixels in width. Vector files are turned into 300 dots per inch at the moment \
you upload them, so a PDF made from a small picture stays small.
= invoicing | statistics | Days until payment by customer
I want to show our managers who really pays in 14 days.
"+ Reports, Money, "Days until payment", group by customer. Take the median, a single forgotten invoice spoils the \
average.
= invoicing | warranty | Zero lines for warranty work look odd to customers
Parts under warranty are printed with 0.00 and people ask what they got for nothing.
" We like them. A customer who sees what was free complains less about what is not.
> Agreed, and the maker wants to see the line as well.
= invoicing | partner | Partner firm's invoice against what we charge
Nine partners write to us, and we write to customers. I compare both with a ruler.
! Enter the cost of the partner on the job, field "cost from outside". The report "Margin by job" shows both, and \
negative ones come first.
< The first line in it paid for my afternoon.
= invoicing | cancelled | Visit in vain: charge it or not?
We come, nobody opens. About 30 times a month. What do you do with that?
@ buildings
" First time free, with a friendly note. Second time half an hour. Nobody has had a third one yet.
" Always charged, it is in the contract. But the technician must have rung and waited ten minutes, with the photo of \
the door.
!+ Make "visit in vain" an article of its own and count it by customer for a quarter before you decide. Two \
customers made up 22 of our 30, and a call solved both.
"""
