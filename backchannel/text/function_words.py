"""Words that carry no topic, in the languages conferences most often write, whatever the language of the post.

`FUNCTION_WORDS` are never terms. `CONFERENCE_WORDS` are terms, but name no moment and no theme: every conference has
them, or the networks do, or they are too pale to stand alone.
Function words of other languages are stopwordsiso's, and only where the event speaks them: its lists are long.
"""

from functools import cache

_ENGLISH = """ a about above after again all also always am amp an and another any anyone anything are aren't
around as at back be because been before being below best better between big both but by came can can't cannot
cant come comes coming could day days did didn't do does doesn't doing don't done dont down during each else
end enough even ever every everyone everything far few first for from full further get gets getting give go
goes going gonna good got great had happy hard has have haven't having he he's her here here's hers hi him his
how however i i'd i'll i'm i've if im in into is isn't it it's its itself ive just keep know last later least
let let's like little ll long look looking looks lot lots made make makes making many may maybe me might more
morning most much must my myself need needs never new next nice no nobody non not nothing now of off often oh
ok old on once one ones only or other others our ours out over own part people per place please pretty put
quite rather re read ready real really right rt said same saw say says see seeing seems seen she should show
since so some someone something soon start started still such super sure take taking tell than thank thanks
that that's thats the their theirs them then there there's these they they're thing things think this those
though through time to today together told tomorrow too took toward try trying two under until up us use used
using ve very via want wants was wasn't way we we'd we'll we're we've week well were weren't what what's when
where which while who whole whose why will with within without won't work working would year years yes
yesterday yet you you'll you're you've your yours
"""
_SPANISH = """
a acá ahora al algo alguien algunas alguno algunos allí ante antes aquí así aun aunque bajo bien buen buena
bueno cada casi como cómo con contra cosa cosas cual cuál cuando cuándo de del desde después dice dicen donde
dónde dos durante e el él ella ellas ellos en entre era eran eres es esa esas ese eso esos está esta estaba
estado están estar estas este esto estos estoy fue fueron gracias gran ha había hace hacer hacia han hasta hay
he hemos hoy la las le les lo los luego mañana más mas me mejor menos mi mí mientras mis mismo mucha muchas
mucho muchos muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o otra otras otro otros para parte
pero poco poder por porque puede pueden pues que qué quién quien quienes se sea ser será si sí sido siempre
sin sobre solo sólo somos son su sus también tan tanto te tener tenemos tiene tienen toda todas todo todos
tras tu tú tus un una unas uno unos usted va vamos van ver vez y ya yo
"""
_FRENCH = """
à a ai ainsi alors au aucun aujourd'hui aussi autre autres aux avant avec avez avoir avons bien bon bonne c
c'est ça car ce cela celle celui ces cet cette ceux chaque chez comme comment d dans de demain depuis des deux
donc du elle elles en encore entre es est et étaient était été être eu fait faire fois font grand hier il ils
j je jour jours juste l la là le les leur leurs lors lui m ma mais me même mêmes merci mes moi moins mon n ne
ni non nos notre nous on ont ou où par parce pas peu peut peuvent plus plusieurs pour pourquoi qu quand que
quel quelle quelles quelques quels qui quoi s sa sans se sera ses si son sont sous sur t ta te tes toi ton
tous tout toute toutes très trop tu un une va vers voici voilà vos votre vous vraiment y
"""
_GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da
dabei dafür damit danke dann das dass dein dem den denn der des die dies diese diesem diesen dieser dieses
doch dort du durch ein eine einem einen einer eines er es etwas euch euer für ganz gegen gerade gern gibt gut
habe haben hat hatte hatten heute hier hin ich ihm ihn ihr ihre ihrem ihren im immer in ins ist ja jede jeder
jetzt kann kein keine können machen mal man mehr mein meine meinen mich mir mit morgen muss müssen nach nein
nicht nichts noch nun nur ob oder ohne schon sehr sein seine seit selbst sich sie sind so soll sondern über um
und uns unser unsere unter viel viele vom von vor war waren warum was weil weiter welche wenn wer werden wie
wieder will wir wird wo worden wurde wurden zu zum zur zwei zwischen
"""
_PORTUGUESE = """
a à agora ainda algo ao aos aqui as às assim até bem boa bom cada com como da das de depois dia dias do dois
dos e é ela elas ele eles em então entre era eram essa esse esta está estamos estão este estou eu foi foram há
hoje isso isto já lá lhe mais mas me mesmo meu meus minha muito muitos na nada não nas nem no nós nos nossa
nosso num numa o obrigada obrigado onde os ou outra outras outro outros para pela pelas pelo pelos por porque
pra quando que quem se sem ser seu seus só são sobre sua suas também te tem têm tempo ter teu tinha toda todas
todo todos três tudo tão um uma umas uns vai vamos você vocês
"""
_ITALIAN = """
a abbiamo ad adesso ai al alla alle allo anche ancora bene c'è che chi ci ciò come con così cosa cui d da dai
dal dalla dalle degli dei del della delle dello dentro di dove dopo due e è ed era essere fa fare fra gli
grande grazie ha hai hanno ho i il in io l la le lei lo loro lui ma me meno mi mia mio molto ne nei nel nella
nelle noi non nostra nostro o oggi ogni ora per perché più poi può quando quale quali quanto quella quello
questa queste questi questo qui se sei senza si sia siamo sono sta stato su sua sue sui sul sulla suo te ti
tra tu tua tuo tutta tutti tutto un una uno va vi voi
"""
_DUTCH = """
aan aar al alle alleen als altijd andere ben bij da daar dan dat de deze die dit doe doen door dus een eens en
er ga gaan gaat ge geen goed haar had heb hebben hebt heeft heel hem het hier hij hoe hun iets ik in is ja je
jij jou kan kunnen maar me meer men met mij mijn moet morgen na naar niet niets nog nu of om omdat onder ons
onze ook op over samen te tegen toch toen tot u uit van vandaag veel voor waar want waren was wat we weer wel
werd wie wij wil worden wordt zal ze zeer zei zelf zich zij zijn zo zonder zou
"""

_CONFERENCE = """
talk talks session sessions keynote keynotes slide slides presentation presentations present presented
presenting presents speaker speakers speaking speech conference conferences event attendees attending attend
audience panel workshop room great amazing awesome excellent exciting excited fantastic interesting inspiring
inspired lovely wonderful cool fun love loving enjoy enjoyed thanks question questions start starting started
started opening closing discussion discussing discuss discussed talking talked listening live tweet tweeting
morning afternoon useful nice able user users first dinner
gala lunch coffee break breaks party charla charlas sesión sesiones conferencia conferencias
presentación panelistas taller evento excelente interesante présentation présentations conférence conférences
séance atelier intéressant vortrag vorträge konferenz sitzung spannend palestra palestras sessão conferência
apresentação incrível intervento conferenza sessione presentazione praatje sessie
"""

_PALE = """
blog blogpost post posts posted posting thread threads link links message messages photo photos picture pictures pic
tweets hashtag already almost although anyway away based became become becomes begin beginning bit bring brings
brought call called certainly clear clearly currently definitely easily especially etc eventually exactly finally
follow followed follows following forward full fully generally given gives happen happened happening hello help helps
hey hope hoping idea important instead interested join joined joining kind kinds leave likely main mainly matter mean
means near nearly needed obviously otherwise particularly perhaps possible possibly probably quick quickly recently
recorded shared share shares sharing show showing shown shows simply slightly sort stuff sure thought thoughts true
truly usually various wait watch watching welcome whatever whether wonder word words worth
"""

OURS = {
    language: frozenset(words.split())
    for language, words in {
        "en": _ENGLISH,
        "es": _SPANISH,
        "fr": _FRENCH,
        "de": _GERMAN,
        "pt": _PORTUGUESE,
        "it": _ITALIAN,
        "nl": _DUTCH,
    }.items()
}
CONFERENCE_WORDS = frozenset([*_CONFERENCE.split(), *_PALE.split()])
FUNCTION_WORDS = frozenset[str]().union(*OURS.values())


@cache
def function_words_of(languages: tuple[str, ...]) -> frozenset[str]:
    """The function words of those languages that have no list here; unknown languages have none."""
    import stopwordsiso  # late: nothing but compiling needs it

    others = [language for language in languages if language not in OURS and stopwordsiso.has_lang(language)]
    return frozenset(stopwordsiso.stopwords(others)) if others else frozenset()
