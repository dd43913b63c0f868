"""English follow-ups and requests."""

from __future__ import annotations

from portal.demo.work import Answer, Book, Told

LEAVER = "A key person leaves"
SLOW = "Onboarding is slower than planned"
RENEWAL = "Ninety days before a renewal"

BOOKS = (
    Book(
        LEAVER,
        "As soon as we hear that somebody who runs Fieldstone at a customer changes jobs.",
        "live",
        (
            ("Thank them, and ask who takes over and from when", 0, "cs"),
            ("Have the successor named in the portal and invited", 2, "cs"),
            ("Half an hour with both: open tasks, goals, who knows what", 7, "cs"),
            ("Check that nobody else still uses the old account", 10, ""),
            ("Ask the successor after four weeks what is still unclear", 28, "cs"),
        ),
    ),
    Book(
        SLOW,
        "The first goal is not in sight in week ten.",
        "live",
        (
            ("Look at which core lessons the crews have not opened", 0, "cs"),
            ("Call the key person and agree on one depot to finish first", 1, "cs"),
            ("Write the new dates down where both sides see them", 3, "cs"),
            ("Ask Product for help if an integration is what holds it up", 5, "product"),
        ),
    ),
    Book(
        RENEWAL,
        "Every contract of the middle and high tier.",
        "draft",
        (
            ("Collect what was reached since the last renewal, in figures of the customer", 0, "cs"),
            ("Agree on the offer before it is shown to anybody", 7, "sales"),
            ("Invite decision maker and key person to one review", 14, "cs"),
        ),
    ),
)
FOLLOW_UPS = (
    Told(
        "Northgate Foods",
        "Help us bring the cold-store crews onto the phone app",
        "Depots 10 to 14 start with the new shift plan on the first of next month. Most of the crews have never used"
        " the app. Could somebody show the team leads what to watch out for in the first week?",
        days=0.7,
        kind="training",
    ),
    Told(
        "Tern Airports",
        "Two invoices show the old cost centre",
        "Invoices for September and October still carry cost centre 4410. Ours moved to 4417 in August.",
        days=3.2,
        kind="contract",
        owner="cs",
        answers=(Answer(5, "work", "You are right, we used the old sheet. Corrected invoices come this week."),),
        notes=("Finance sends both invoices anew on Thursday; no dunning until then.",),
    ),
    Told(
        "Kestrel Clinics",
        "Could you look at how we plan preventive visits?",
        "We plan 400 visits a month by hand on Mondays. I suspect we use the planner the wrong way round.",
        days=12.5,
        kind="review",
        owner="cs",
        answers=(
            Answer(9, "accepted", "Gladly. We look at your board beforehand and take an hour with you next Tuesday."),
            Answer(190, "done", "Thank you for the hour. Your two templates and the notes are in your mailbox."),
        ),
        outcome="solved",
        closing="They planned by technician, not by route. With two templates Mondays take one hour, not four.",
    ),
    Told(
        "Ridgeway Utilities",
        "Single sign-on for our contractors",
        "About 60 contractors are not in our directory. Is there a way for them to sign in without"
        " a password of their own?",
        days=6.1,
        kind="help",
        owner="cs",
        answers=(
            Answer(
                20,
                "declined",
                "Not before spring: contractors without a directory cannot use single sign-on yet."
                " Mailed links work today, and nobody needs a password for those.",
            ),
        ),
        outcome="informed",
        closing="Told them about mailed links. They will try these with one contractor firm first.",
    ),
    Told(
        "Osprey Rail Care",
        "Content workshop for the maintenance instructions",
        days=1.9,
        kind="service",
        item="content-workshop",
        notes=("They have 80 instructions as scanned PDFs. Ask which ten are opened most.",),
    ),
    Told(
        "Juniper Hotels",
        "Somebody to look over our escalation rules",
        "Since the update guests' complaints land with housekeeping first. We would like to know what you recommend.",
        days=0.2,
        kind="help",
    ),
    Told(
        "Harbour City Estates",
        "Agree on a dated plan: onboarding is in week eleven",
        "Two of nine towers are live. The key person was away for three weeks.",
        days=4.0,
        owner="cs",
        book=SLOW,
        ticked=2,
        notes=("Called on Monday: they want tower 3 done first, because the tenant audit is there.",),
    ),
    Told(
        "Bluegum Water",
        "Thank the operations lead for hosting the user group",
        "Forty people came, eleven of them from other companies.",
        days=9.0,
        owner="cs",
        outcome="agreed",
        closing="Sent a card and asked for a talk in spring. They would like to tell about pipeline inspections.",
    ),
    Told(
        "Copperline Telecoms",
        "Find out why 30 licences have not signed in since September",
        days=2.6,
        team="cs",
        owner="none",
    ),
    Told(
        "Saltmarsh Wind",
        "The key person moves to another company at the end of the month",
        "Told us on the phone; their manager knows.",
        days=1.4,
        owner="cs",
        book=LEAVER,
        ticked=1,
    ),
    Told(
        "Quarrystone Cement",
        "Ask how the pilot with the crusher sensors went",
        days=5.5,
        owner="cs",
        put_off=9,
        notes=("The kiln stands still for its yearly overhaul; nobody answers before that is over.",),
    ),
    Told(
        "Palisade Security Services",
        "Explain what the new patrol report can do",
        "They asked at the fair, and their key person is new.",
        days=15.0,
        owner="cs",
        outcome="not_reached",
        closing="Three calls and two mails in two weeks. The recording of the webinar was sent instead.",
    ),
    Told(
        "Larkfield Lifts",
        "Clear up whether the export to their payroll is needed for the first goal",
        days=0.9,
        owner="product",
        team="product",
        task="Compare their file with the one from Kestrel Clinics",
    ),
    Told(
        "Granite Peak Heating",
        "Offer the winter checklist before the first frost",
        days=20.0,
        owner="cs",
        closing="They had written one of their own already, and a better one. Asked whether others may see it.",
    ),
    Told(
        "Mistral Cooling",
        "Bring their refrigerant log to the product team",
        "Inspectors want it by machine, our report sorts by visit.",
        days=7.3,
        owner="product",
        team="product",
        outcome="agreed",
        closing="Product takes it along with the report filters planned for March; the customer knows the month.",
    ),
    Told(
        "Wattle Solar",
        "Ask for the figures behind “we halved the second visits”",
        days=3.4,
        owner="none",
        team="sales",
    ),
)
