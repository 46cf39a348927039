"""Characters of other scripts that look like Latin letters.

A hand-picked part of confusables.txt (Unicode Technical Standard #39): the scripts in which names of people are
written or forged, as they look in a common sans-serif font. What NFKD already folds (full-width, mathematical,
circled, superscript letters, ligatures) is not repeated.
"""

from __future__ import annotations

_BY_LETTER = {
    "a": "аɑαАΑᴀꭺᗅⲀⲁ𐊠∀ɐ",
    "ae": "æÆӕӔ",
    "b": "ЬВΒβвьᏴᗷℬƄʙɓ♭ϐꓐ",
    "c": "сСϲϹᴄⅭⅽꓚⲤⲥᏟ¢ƈ",
    "d": "ԁԀᎠᗞꓓđĐɖɗᴅ",
    "e": "еЕΕєЄᴇꓰⲈⲉᎬɛεƐҽәəэЭ℮ꬲ",
    "f": "ƒϜϝꓝꞘꞙẝք",
    "g": "ɡɢԍԌᏀꓖƍցġ",
    "h": "НΗнһҺհᏂᎻʜⲎⲏꓧħĦ",
    "j": "јЈϳͿᎫꓙʝյɉ",
    "k": "КΚкκᴋᏦⲔⲕꓗƙқҚԟ",
    "l": "iI1|ІіΙιӀӏɩɪıİΙւℓƖǀⅼⅠⲒⲓꓲꓡᏞ∣❘ⵏᛁוןاᎥʟⵊłŁƗɨ",
    "m": "ΜМмᴍⅯⅿᎷⲘⲙꓟɱϺϻ",
    "n": "ΝηпПոռɴⲚⲛꓠŋŊᴎИиƞ",
    "o": "0оОοΟօՕᴏ۵०੦૦௦๐໐೦൦๏ଠ〇ⲞⲟꓳσⵔӨөɵØøоσס◯○●ھہە٥ჿ",
    "oe": "œŒ",
    "p": "рРρΡᴘᏢⲢⲣꓑϱƿҏҎþÞ",
    "q": "ԛԚգզⵕɋ",
    "r": "гГᴦⲄⲅꭇᎡꓣʀɼɾя Я",
    "s": "ѕЅꜱᏚՏꓢʂƽṡ",
    "t": "ТΤтτᴛⲦⲧꓔᎢ⟙†ŧŦ",
    "u": "υսՍᴜʋцꞟꓴሀ∪ʊμ",
    "v": "ѵѴνᴠⱱꓦᏙ∨⋁ⅴⅤט٧",
    "w": "ѡѠԝԜшШωաᴡᏔꓪɯщЩ",
    "x": "хХχΧⲬⲭꓫ×⨯ᕁⅹⅩҳҲ",
    "y": "уУүҮΥγყʏⲨⲩꓬɣўЎỿΎ",
    "z": "ΖᴢᏃⲌⲍꓜʐʒȥƶ",
    "3": "ЗзӠӡƷ",
}  # fmt: skip

LOOK_ALIKES = {ord(char): letter for letter, chars in _BY_LETTER.items() for char in chars if not char.isspace()}

# Applied in order to small letters, after the table above.
SEQUENCES = (("m", "rn"), ("w", "vv"))
