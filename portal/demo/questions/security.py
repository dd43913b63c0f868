"""Questions in English about access and data; `questions` says how to read them."""

TOLD = """\
= security | phones | Phone lost on a site. What do I do first?
It is twenty minutes ago, it was unlocked, and it holds three hundred addresses.
*+ First: People, the person, Devices, "Sign out and wipe". It works at the moment the phone next has a signal. Then \
change the password, then tell your data protection officer; the list of what was on the phone is below the same \
button.
< Wiped at 11:52, says the list. My pulse is coming down.
> Keep a screenshot of that list, your insurer will want it.
= security | leavers | How do you make sure that leavers lose access?
18 people left this year, and one could still sign in two weeks later.
" HR closes the directory account, and everything else follows at night.
! A recurring job for the administrator, first of the month: "Compare people with HR". Boring, five minutes, and it \
found two last year.
!+ The list "not seen for 30 days" in People is the better net. Whoever has left does not sign in, so they all end \
up in it.
< We do both. The net caught one on the first day.
= security | codes | Door codes in notes are visible to everybody
250 buildings, codes in the note of the site. Our insurance has sent a letter.
" Move them to "Access" of the site; only the person with a job there sees it. The notes can be searched for four \
digits in a row to find them all.
*+ Right, and from the next version on it opens two hours before the job and closes after it, with a line in the log \
for each look. Until then the field Access is the place.
~ Hide building codes from people who are not on the job
A partner firm read out a code to us that they had no reason to know.
= security | roles | Smallest set of roles that works
We have 14 roles and nobody can say what number eleven is for.
! Four: outside, desk, money, administration. Everything else turned out to be a person, not a role.
^ Somebody asked me for the list: it hangs in the group of the champions, with a photo of our whiteboard.
" Five, with a "look only" one for the auditors.
<+ We went down to five in one evening. Number eleven was for somebody who left in 2019.
= security | sign-in | Second factor for technicians: which one survives a wet hand?
Codes by app are a pain on a ladder, text messages need a signal.
" Passkey on the phone with the fingerprint. Once a week it asks, in the van.
> And for those with gloves and a tablet?
- They use the key on the key ring, it works by touching the back of the tablet.
= security | audit | Auditor asks for a list of everybody with administrator rights over the year
Not now, but over the year, with from and until.
*+ Administration, Log, filter "rights given and taken", then export. Each line has who, whom, which right and when, \
back to the first day of your account.
< She had never got such a list so fast, she said.
= security | retention | How long do you keep photos of customers' homes?
Some show living rooms. Three years feels wrong, three months is too short for claims.
" Two years for warranty work, six months for everything else, set by job type.
!+ Ask your insurer for the claim period and add three months. Ours is 24, so 27. Photos are then deleted and the \
report keeps its text; nobody has ever missed one.
" In homes for the elderly we take none with people or beds in it at all. That is in our briefing.
@ care
= security | partners | Agreement with partner firms about data
Nine firms see addresses of our customers. What did you let them sign?
" A page and a half, from our data protection officer, attached to the frame contract. Ask yours, do not copy mine.
= security | exports | Who exported the customer list?
Somebody sent our list to their private address. I only want to know whether I can see it.
*+ Log, filter "exports": person, time, number of lines and the address of the computer. We do not see where a file \
goes afterwards.
> Since then we have allowed exports of more than 500 lines to two people only. It is a switch in roles.
= security | shared | Shared tablet in the workshop
Six people, one tablet, and everybody works under the name of whoever came first.
"+ Administration, Devices, "shared": it asks for a four-digit PIN of each person after two minutes without a touch. \
The PIN works on that tablet only.
< Two minutes were too short for oily fingers, with five it is fine.
= security | sso | Locked out: our sign-in service was down for an hour
Nobody could work. Is there a way past it?
* There is one for administrators: two accounts with a password and a second factor, which you keep in a safe. \
Administration, Sign-in, "For emergencies". Test them twice a year.
" We keep one at the desk and one with the owner. He enjoys the drill.
= security | privacy | Customer wants to know all we have about her
She is a private person with one heating system and a lot of letters.
"+ Customers, the person, three dots, "Everything about this customer". A ZIP with a readable page in it. Check the \
notes before you send it, mine had an opinion in one of them.
= security | location | Does Fieldstone store where my people are?
The works council asks, and I want to answer with more than "I believe not".
*+ No positions of people are stored. Two things carry a place: a photo, if the phone adds it, and "I am here" when \
a pin is set; both can be switched off for the company. There is a page for works councils in the Cafeteria.
< I printed the page. It answered two questions they had not asked yet.
= security | backups | Do you keep a backup of your own?
IT says that a cloud is somebody else's computer.
" Nightly export of jobs and invoices by API to our own disk. We have never needed it, and sleep well.
! Try to read it once a year. Ours turned out to have no attachments in it for fourteen months.
= security | passwords | Password rules for people who sign in twice a year
Seasonal staff forget it each time, and the desk resets 60 passwords in April.
"+ Let them sign in by a link to their mail address. Nothing to forget, and the desk has its April back.
= security | phishing | Mail in the name of Fieldstone asks for our password
It has your logo, and comes from an address with one letter too many.
*+ It is not from us. We never ask for a password by mail, and our links only show a button. Thank you for the copy, \
the address was closed on the same afternoon.
< Two of my people had clicked. Both changed their passwords within the hour.
> Same mail here, on Wednesday, in bad Spanish.
= security | children | Photos at schools: what do you tell technicians?
Our trust asks for a rule in one sentence.
@ first-90-days
" "If a child could be in it, wait or do without." It is on the sticker beside the camera button.
= security | api | What may a token see at the least?
The weather service only has to set a warning. I do not want to give it our customers.
"+ Scope "write: warnings" and nothing else. It cannot even read the job to which the warning goes.
= security | visitors | Consultant works for two of your customers
She is with us on Mondays, with another firm on Thursdays. One account or two?
*+ One account that belongs to both. She chooses for whom she acts, at the top right, and sees one company at a \
time. Neither of you learns what she does for the other.
= security | logs | How long is the log kept?
The contract says "appropriate". Our auditor wants a number.
"+ Administration, Log, first line: ours says 24 months, and it can be set from 6 to 60.
= security | clinics | Names of patients in job titles
Our desk writes "bed of Mrs. ..." into the title and it lands on everybody's phone.
@ care
! Titles with the number of the room only, names never. We turned the title into a list to choose from, so there is \
nothing to type.
" And go through old ones. The search for "Mrs." gave 340 hits with us.
<+ The list to choose from is live since Monday. Nobody complained, some were relieved.
= security | usb | Charging stations in hotels
Am I paranoid, or should phones not be plugged into whatever is in the wall?
" Use your own plug, not the USB hole. Costs nothing and ends the discussion.
= security | rollout | Is it safe to open this page about hidden settings?
I found https://settings-for-field-apps.example/tricks with a list of hidden switches. Has anybody tried it?
#held
= security | deputies | Deputy of a deputy
On holiday is A, deputy is B, B is ill. Who may approve?
* Nobody by itself, on purpose: rights do not travel twice. An administrator can give B's right to C for a day, with \
an end date.
= security | thanks | A word of thanks after our audit
No question this time. 31 points last year, two this year, and most of what we did was read here.
" Which two, if I may ask?
< Paper in the bin of the workshop and an open gate. Software cannot mend those.
"""
