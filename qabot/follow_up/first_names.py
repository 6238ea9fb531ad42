"""Common first names that tell a gender: what is left when an article does not say it itself."""

MALE = frozenset(
    """aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alberto alejandro alex
    alexander alexei alfred ali allen anders andre andreas andrei andrew andy angelo ansel
    anthony antoine anton antonio arnold arthur barack barry ben benjamin bernard bill bob bobby
    boris brad bradley brian bruce bryan byron calvin carl carlos carlo cesar chad charles
    charlie chris christian christopher christoph chuck clarence claude clint colin conor craig
    curtis dan daniel darren dave david dean dennis derek desmond diego dick dieter dimitri
    dmitry dominic don donald doug douglas duncan dwight ed eddie edgar edmund eduardo edward
    edwin elijah elvis emil emmanuel enrique eric erik ernest ernst eugene evan fernando fidel
    floyd francis francisco franco frank franz fred frederick friedrich fyodor gabriel gary
    gavin gene geoff geoffrey george gerald gerard gerhard gilbert giovanni giuseppe glenn
    gordon graham greg gregory guillermo guy gustavo hamid hans harold harry hassan hector heinz
    helmut henri henry herbert herman hiroshi horace howard hugh hugo hussein ian ibrahim igor
    isaac ivan jack jackson jacob jacques jaime jake james jan jared jason javier jay
    jean-pierre jeff jeffrey jeremy jerome jerry jim jimmy joachim joe joel johan johann
    johannes john johnny jon jonathan jorge jose jos\u00e9 joseph josh joshua juan julian julio
    jurgen karl keith ken kenneth kenny kevin klaus kofi konrad kurt kyle lars larry laurent
    lawrence leonard leonardo leon leonid leroy lewis liam lionel lloyd lorenzo louis luca lucas
    luigi luis luke mahmoud malcolm manuel marc marcel marco marcus mario mark marshall martin
    marvin mathieu matt matthew maurice mauricio max maxim michael michel miguel mike mikhail
    milan milton mitch mitt mohamed mohammad mohammed moses muhammad murray mustafa nathan neil
    nelson nicholas nick nicolas nigel nikita nikolai noah norman oleg oliver omar orlando oscar
    osama otto owen pablo paolo pascal patrick paul pavel pedro perry pervez pete peter phil
    philip philippe pierre rafael ralph ramon randy raul raymond reginald ren\u00e9 ricardo rich
    richard rick rob robbie robert roberto rodney rodrigo roger rogelio roland roman romano ron
    ronald ronaldo ronnie ross roy ruben rudolph rudy rupert russell ryan saddam salvador sam
    samuel scott sean sebastian serge sergei sergey sergio seth shane shaun shinzo silvio simon
    spencer stan stanley stefan stephen stephane steve steven stuart ted terence theodore
    thierry thomas tiger tim timothy tobias todd tom tommy tony trevor tyler umar valentin
    victor viktor vince vincent vladimir walter warren wayne werner wilhelm will william willie
    winston wolfgang xavier yasser yuri yusuf zachary""".split()
)

FEMALE = frozenset(
    """abigail adriana agnes aileen alexandra alice alicia alina alison allison amanda amber
    amelia amy ana anastasia andrea angela angelina anita ann anna anne annette annie antonia
    april audrey barbara beatrice becky belinda benazir bernadette beth bethany betty beverly
    bonnie brenda bridget britney camilla camille carla carly carmen carol carolina caroline
    carolyn carrie catherine cathy cecilia celine charlene charlotte cherie cheryl chloe
    christina christine cindy claire clara claudia colleen condoleezza constance courtney
    cristina cynthia daisy daniela danielle dawn deborah debbie debra denise diana diane dolores
    donna dora doris dorothy ebony edith eileen elaine eleanor elena eliza elizabeth ella ellen
    ellie emily emma erica erika erin estelle esther eva evelyn faith fatima faye felicity fiona
    frances francesca gabriela gail gemma geraldine gertrude gillian gina giulia gladys gloria
    grace greta gwen gwyneth haleigh hannah harriet heather heidi helen helena helene hilary
    hillary holly ida imelda ingrid irene iris irina isabel isabella isabelle ivana jacqueline
    jane janet janice jasmine jeanette jeanne jenna jennifer jenny jessica jill joan joanna
    joanne jodie josephine joyce juanita judith judy julia juliana julie juliet julianne justine
    kara karen karin kate katherine kathleen kathryn kathy katie katrina kay kerry kimberly
    kirsten kristen kristin kylie lara laura lauren laurie leah leila leslie lily linda lindsay
    lindsey lisa liz liza lois lorraine louise lucia lucy lydia lynn madeleine madonna maggie
    mandy marcia margaret margarita maria mariah marian marianne marie marilyn marina marion
    marjorie marta martha martina mary maureen maya meg megan melanie melinda melissa meredith
    meryl michelle mildred miranda miriam moira molly monica monika nadia nancy naomi natalia
    natalie natasha nell nicola nicole nina nora norma olga olivia oprah pamela patricia patsy
    paula pauline penelope penny petra phoebe phyllis priscilla rachel ramona rebecca renee rita
    roberta rosa rosalind rose rosemary rosie roxanne ruth sabrina sally samantha sandra sara
    sarah selena serena sharon sheila shelley sherry shirley simone sonia sophia sophie stacey
    stella stephanie sue susan susanna suzanne svetlana sylvia tamara tamar tania tanya tara
    tatiana teresa thelma theresa tina tracey tracy trudy ursula valerie vanessa vera veronica
    vicki vicky victoria violet virginia vivian vivien wanda wendy whitney winona xenia yoko
    yolanda yulia yvonne zara zoe""".split()
)
