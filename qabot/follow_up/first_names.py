"""Common first names that tell a gender: what is left when an article does not say it itself."""

MALE = frozenset(
    """aaron abdul abdullah abraham adam adrian ahmad ahmed akira alan alastair albert alberto
    alejandro alex alexander alexei alfred ali alistair allen amit anders andre andreas andrei
    andrew andy angelo angus anil ansel anthony antoine anton antonio arnold arsene arthur
    barack barry ben benjamin bernard bill bjorn bob bobby boris brad bradley brandon brian
    bruce bryan byron calvin carl carlo carlos cesar chad charles charlie chris christian
    christoph christopher chuck clarence claude clint clive cody colin conor craig curtis
    dafydd dan daniel darren dave david dean declan dennis derek desmond dick diego dieter
    dimitri dmitry dominic don donald doug douglas dragan duncan dwight dylan ed eddie edgar
    edmund edson eduardo edward edwin elijah elvis emil emmanuel enrique eric erik ernest ernst
    ethan eugene evan fergus fernando fidel floyd francis francisco franco frank franz fred
    freddie frederick friedrich fyodor gabriel gareth gary gavin gene geoff geoffrey george
    gerald gerard gerhard gilbert giles giovanni giuseppe glenn gordon graham greg gregory
    guillermo gustavo guy hamid hamish hans harold harry hassan hector heinz helmut hendrik
    henri henry herbert herman hiroshi horace howard hugh hugo hussein ian ibrahim igor isaac
    ivan jack jackson jacob jacques jaime jake james jan jared jason javier jay jean-philippe
    jean-pierre jeff jeffrey jeremy jerome jerry jim jimmy joachim joe joel johan johann
    johannes john johnny jon jonathan jorge jose joseph josh joshua josé juan julian julio
    jurgen justin karl keith ken kenji kenneth kenny kevin klaus kofi konrad kurt kyle larry
    lars laurent lawrence leon leonard leonardo leonid leroy lewis liam lionel lloyd logan
    lorenzo louis luca lucas luigi luis luke mahmoud malcolm manmohan manuel marc marcel marco
    marcus mario mark marshall martin marvin mathieu matt matthew matthias maurice mauricio max
    maxim michael michel miguel mike mikhail milan milton mitch mitt mohamed mohammad mohammed
    moses muhammad murray mustafa nathan neil nelson nicholas nick nicolas nigel nikita nikolai
    noah norman oleg oliver olivier omar orlando osama oscar otto owen pablo paolo pascal
    patrick paul pavel pedro perry pervez pete peter phil philip philippe pierre pieter rafael
    rahul ralph ramon randy raul raymond reginald rené rhys ricardo rich richard rick rob
    robbie robert roberto rodney rodrigo rogelio roger roland roman romano ron ronald ronaldo
    ronnie ross roy ruben rudolph rudy rupert russell ryan saddam salvador sam samuel sanjay
    satoshi scott seamus sean sebastian serge sergei sergey sergio seth shane shaun shinzo
    silvio simon slobodan spencer stan stanley stefan stephane stephen steve steven stewart
    stuart sunil sven takashi ted terence terry thabo theodore thierry thomas tiger tim timothy
    tobias toby todd tom tommy tony trevor tyler umar valentin victor vijay viktor vince
    vincent vladimir walter warren wayne werner wilhelm will willem william willie winston
    wolfgang xavier yasser yuri yusuf zachary zoran""".split()
)

FEMALE = frozenset(
    """abigail adriana agnes aileen aisha alexandra alice alicia alina alison allison amanda
    amber amelia amy ana anastasia andrea angela angelina anita ann anna anne annette annie
    antonia april astrid audrey ayse barbara beatrice becky belinda benazir bernadette beth
    bethany betty beverly beyonce birgit bjork bonnie brenda bridget britney camilla camille
    carla carly carmen carol carolina caroline carolyn carrie cate catherine cathy cecilia
    celine chandrika charlene charlize charlotte cherie cheryl chloe christina christine cindy
    claire clara clare claudia colleen condoleezza constance corazon courtney cristina cynthia
    daisy daniela danielle dawn debbie deborah debra denise diana diane dolores donna dora
    doris dorothy ebony edith eileen elaine eleanor elena eliza elizabeth ella ellen ellie
    emily emma erica erika erin estelle esther eva evelyn faith fatima faye felicity fiona
    frances francesca gabriela gail gemma geraldine gertrude gillian gina giulia gladys glenda
    gloria grace greta gwen gwyneth haleigh halle hannah harriet hazel heather heidi helen
    helena helene hilary hillary holly ida imelda indira ingrid irene irina iris isabel
    isabella isabelle ivana jacqueline jacqui jane janet janice jasmine jeanette jeanne jenna
    jennifer jenny jessica jill joan joanna joanne jodie josephine joyce juanita judith judy
    julia juliana julianne julie juliet justine kara karen karin kate katherine kathleen
    kathryn kathy katie katrina kay keira kerry kimberly kirsten kristen kristin kylie lara
    laura lauren laurie leah leila leslie lily linda lindsay lindsey lisa liz liza lois
    lorraine louise lucia lucy lydia lynn madeleine madonna maggie mandy marcia margaret
    margarita maria mariah marian marianne marie marilyn marina marion marjorie marta martha
    martina mary maureen maya meg megan megawati melanie melinda melissa meredith meryl
    michelle mildred miranda miriam moira molly monica monika nadia nancy naomi natalia natalie
    natasha nell nicola nicole nina nora norah norma olga olivia oprah pamela patricia patsy
    paula pauline penelope penny petra phoebe phyllis priscilla rachel ramona rebecca reese
    renee rita roberta rosa rosalind rose rosemary rosie roxanne ruth sabine sabrina sally
    samantha sandra sara sarah selena serena sharon sheila shelley sherry shirley sigourney
    simone sonia sophia sophie stacey stella stephanie sue susan susanna suzanne svetlana
    sylvia tamar tamara tania tanni tanya tara tatiana teresa tessa thelma theresa tina tracey
    tracy trudy uma ursula valerie vanessa vera veronica vicki vicky victoria violet virginia
    vivian vivien wanda wendy whitney winona xenia yasmin yelena yoko yolanda yulia yvonne zara
    zeynep zoe""".split()
)
