"""What each measure and each stage means, in a few words, for those who read a report."""

MEASURES = {
    "Success@1": "a right one comes first",
    "Success@3": "a right one in the first 3",
    "Success@5": "a right one in the first 5",
    "Success@10": "a right one in the first 10",
    "RR": "1 / rank of the first right one",
    "nDCG@10": "the right ones come early",
    "R@5": "share in the first 5",
    "R@10": "share in the first 10",
    "R@50": "share in the first 50",
    "AP": "precision at each right one, mean",
    "EM": "the answer is word for word a gold one",
    "F1": "words shared with a gold answer",
    "EM.silent": "the same, silence counted at the threshold",
    "F1.silent": "the same, silence counted at the threshold",
    "Set.F1": "sentences given against those needed",
    "Answered(answerable)": "answered, of what can be",
    "Silent(unanswerable)": "silent, of what cannot be answered",
    "Correct": "answered and right, or rightly silent",
    "AUROC": "answerable above unanswerable",
    "AveragePrecision": "answerable before unanswerable",
    "ECE": "confidence off by; lower is better",
    "AURC": "wrong at any threshold; lower is better",
}

STAGES = {
    "splitting": "no sentence holds the evidence, or a boundary cuts it",
    "follow-up": "a word from the conversation is missing as understood",
    "retrieval": "neither list holds a right passage",
    "dense": "only the lexical list holds one, and it was not read",
    "lexical": "only the dense list holds one, and it was not read",
    "fusion": "both lists hold one, and it fell behind the cut",
    "ranking": "a right sentence was read, and another put first",
    "span": "the right sentence, other words marked",
    "abstention": "the right sentence, below the threshold",
    "answered": "answered, though the article does not say",
}
