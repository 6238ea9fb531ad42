"""Common first names that tell a gender: what is left when an article does not say it itself."""

MALE = frozenset(
    """aaron abdul abdullah abel abraham adam adrian ahmad ahmed aidan akira alan alastair
    albert alberto albie alec alejandro alex alexander alexandre alexei alfred alfredo ali
    alistair allen alphonse alvaro amir amit anders andre andreas andrei andrew andrzej andrés
    andy angelo angus anil ansel anthony antoine anton antonin antonio anwar ari armando arnaud
    arnold arsene arthur ashraf asif augusto axel barack barry bastian ben benjamin bernard
    bernardo bernd bertrand bilal bill bjorn boaz bob bobby bogdan boris brad bradley brandon
    brett brian bruce bruno bryan byron calvin carl carlo carlos cedric cesar chad charles
    charlie chris christian christoph christophe christopher chuck clarence claude clifford
    clint clive cody colin colm conor cornelius craig curtis cédric dafydd damian damien dan
    daniel danilo darius darrell darren dave david davide dean declan demetrius denis dennis
    derek desmond dick didier diego dieter dimitri dirk dmitry dominic don donald donovan doug
    douglas dragan duncan dustin dwight dylan ed eddie edgar edmond edmund edouard edson eduardo
    edward edwin elijah elvis emil emile emilio emmanuel emre enrique enzo eric erich erik
    ernest ernst erwin ethan etienne eugene evan fabian fabio fabrice faisal farid federico
    felipe fergus fernand fernando fidel filip florian floyd francis francisco franco frank
    franz fred freddie frederick fredrik friedrich fyodor gabriel gareth gary gaston gavin geert
    gene geoff geoffrey george gerald gerard gerhard gerrit gianluca gilbert giles gilles
    giorgio giovanni giuseppe glenn gonzalo gordon graeme graham greg gregory guillermo gunter
    gustav gustavo guy hamid hamish hamza hans harold harry hassan hector heinrich heinz helmut
    hendrik henri henry herbert herman hernan hiroshi horace howard hubert hugh hugo humphrey
    hussein ian ibrahim ignacio igor ilya iqbal isaac isaiah ismail ivan iván jacek jack jackson
    jacob jacques jaime jake jamal james jan jared jaroslav jason javad javier jay jean-philippe
    jean-pierre jeff jeffrey jens jeremy jeroen jerome jerry jim jimmy joachim joaquin jochen
    joe joel johan johann johannes john johnny jon jonas jonathan jorge jose josef joseph josh
    joshua josé juan juha julian julio jurgen justin jürgen kamal karim karl kaspar keanu keith
    ken kenji kenneth kenny kevin khaled kieran klaus kofi konrad kristof kurt kyle lachlan
    larry lars laurent lawrence leif lennart leon leonard leonardo leonid leopold leroy lewis
    liam lionel lloyd logan lorenzo louis luc luca lucas ludwig luigi luis luiz luke maciej
    magnus mahmoud malcolm manfred manmohan manuel marc marcel marcelo marcin marco marcus mario
    mark marshall martin marvin mathieu mats matt matteo matthew matthias maurice mauricio max
    maxim mehmet michael michel miguel mikael mike mikhail milan milton miroslav mitch mitt
    mohamed mohammad mohammed moses muhammad murray mustafa narendra nasser nathan nathaniel
    neil nelson nestor niall nicholas nick nicolas nigel nikita nikolai nils noah norberto
    norman olaf oleg oliver olivier omar orlando osama oscar oskar otto owen pablo padraig paolo
    pascal patrice patrick paul paulo pavel pedro perry pervez pete peter phil philip philippe
    pierre piers pieter piotr rafael rahul rajiv ralph ramon randy raoul rashid raul raymond
    reginald rené rhys ricardo rich richard rick rob robbie robert roberto rodney rodrigo
    rogelio roger roland roman romano ron ronald ronaldo ronan ronnie ross roy ruben rubén
    rudolf rudolph rudy rupert russell ryan saddam salman salvador salvatore sam samir samuel
    sanjay satoshi scott seamus sean sebastian sebastien serge sergei sergey sergio seth seymour
    shane shaun shinzo silvio simon slobodan spencer stan stanislav stanley stefan stellan
    stephane stephen steve steven stewart stuart subhash sunil sven svend tadeusz takashi tariq
    ted terence terry thabo theodore thierry thomas thorsten tiago tiger tim timothy tobias toby
    todd tom tommaso tommy tony torsten trevor tyler umar umberto uwe vaclav valentin valery
    victor vijay viktor vince vincent vincenzo vittorio vladimir vojislav walter warren wayne
    werner wilfried wilhelm will willem william willie winston wojciech wolfgang xavier yannick
    yasser yitzhak yuri yusuf yves zachary zbigniew zoltan zoran""".split()
)

FEMALE = frozenset(
    """abigail adele adriana agatha agnes aileen aisha alejandra aleksandra alexandra alice
    alicia alina alison allison amalia amanda amber amelia amina amparo amy ana anastasia andrea
    angela angelina anita ann anna annabel annalisa anne anneke annette annie antonella antonia
    april arabella aretha asha astrid audrey ayse barbara beatrice beatriz becky belinda benazir
    bernadette beth bethany bettina betty beverly beyonce bianca birgit bjork bonnie brenda
    bridget brigitte britney camila camilla camille carla carly carmela carmen carol carolina
    caroline carolyn carrie cassandra catalina cate catherine cathy cecilia celia celine
    chandrika charlene charlize charlotte cherie cheryl chiara chloe christiane christina
    christine cindy claire clara clare clarissa claudette claudia colleen condoleezza constance
    consuelo corazon cordelia cornelia courtney cristina cynthia cécile dagmar daisy daniela
    danielle daphne dawn debbie deborah debra delphine denise diana diane dolores donna dora
    doreen doris dorothea dorothy ebony edith eileen elaine eleanor elena elisa elisabeth elise
    eliza elizabeth ella ellen ellie eloise elsa emily emma erica erika erin estelle esther
    eugenia eva evelyn faith fatima faye federica felicity fiona frances francesca françoise
    frida gabriela gabriella gail gemma genevieve georgina geraldine gertrude gillian gina
    giulia gladys glenda gloria grace greta gudrun gwen gwyneth haleigh halle hannah harriet
    hazel heather hedwig heidi helen helena helene henrietta hermione hilary hilda hillary holly
    ida ileana imelda imogen indira ines ingrid inès irene irina iris isabel isabella isabelle
    isobel ivana jacqueline jacqui jane janet janice jasmine jeanette jeanne jelena jenna
    jennifer jenny jessica jill joan joanna joanne jodie josephine joyce juanita judith judy
    julia juliana julianne julie juliet juliette justine kara karen karin karolina katarina kate
    katharina katharine katherine kathleen kathryn kathy katie katrina kay keira kerry kimberly
    kirsten kristen kristin kristina kylie lara larissa laura lauren laurie leah leila leonora
    leslie leticia lidia lily linda lindsay lindsey lioudmila lisa liz liza lois lorraine louisa
    louise lucia lucy luisa lydia lynn lyudmila madeleine madonna magda magdalena maggie mandy
    manuela marcela marcia margaret margarita margrethe maria mariah marian mariana marianne
    maribel marie marilyn marina marion marjorie marta martha martina mary mathilde matilda
    maureen maya meg megan megawati melanie melinda melissa meredith meryl michaela michelle
    mildred miranda mireille miriam moira molly monica monika monique nadezhda nadia nadine
    nancy naomi natalia natalie natasha nell nicola nicole nina nora norah noreen norma olga
    olivia ophelia oprah pamela paola patricia patsy paula pauline penelope penny petra phoebe
    phyllis pilar priscilla rachel raisa ramona raquel rebecca rebekah reese renata renee rita
    roberta rosa rosalind rose rosemary rosie roxanne ruth sabine sabrina sally samantha sandra
    sandrine sara sarah selena serena sharon sheila shelley sherry shirin shirley sigourney
    sigrid silvia simone sonia sonja sophia sophie soraya stacey stella stephanie sue susan
    susana susanna susannah suzanne svetlana sylvia sylvie tamar tamara tania tanni tanya tara
    tatiana teresa tessa thelma theresa tina tracey tracy trudy ulrike uma ursula valentina
    valeria valerie vanessa vera veronica veronique vicki vicky victoria violet violeta virginia
    vivian viviane vivien wanda wendy whitney wilhelmina winifred winona xenia yasmin yelena
    yoko yolanda yulia yvette yvonne zara zeynep zinaida zoe""".split()
)
