"""What tests of candidates share: decisions as commits tell them, and waiting for slow sources."""

from __future__ import annotations

import threading

from annotations.change import PutRow
from annotations.suggest.candidates import Candidates
from annotations.suggest.memory import TABLE, Memory, Remembered, added

# A few sentences in each of several scripts, all of them invented.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "english": (
        "The mayor of Leeds, Anna Smith, met the ACME Group on 3 May 2021. ",
        "“A blue house” is what Omar Fulan called the Ministry of Water. ",
        "Teachers' Union members said that the Governors Council would not pay.\n",
        "Smith and the ACME Group did not agree; in Smith Street nobody knew it. ",
    ),
    "hindi": (
        "महापौर कमला जोशी ने कल नगर में कहा कि परिषद नई योजना लागू करेगी। ",
        "जल विश्वविद्यालय के प्रोफेसर राम शर्मा ने इस योजना की आलोचना की।\n",
        "कमला जोशी और राम शर्मा 3 मई 2021 को जल विश्वविद्यालय में मिले। ",
    ),
    "arabic": (
        "وقال وزير المياه الجديد كريم سلمان إن الماء قليل. ",
        "وردت جامعة النهر على تصريحات الوزير كريم سلمان في عام 2021.\n",
    ),
    "hebrew": (
        "דוברת הוועד, תמר לביא, הודיעה כי לא. ",
        "נשיא אוניברסיטת הנהר, דוד לביא, הגיב לדברים של תמר לביא בביקורת.\n",
    ),
    "chinese": (
        "昨天下午，市政府宣布了新的環境保護計劃。",
        "林國棟市長在記者會上表示，該計劃將投資三百億元。\n",
        "河邊大學的林教授認為，這項環境保護計劃對市政府有重要意義。",
    ),
    "japanese": (
        "昨日、北川洋子市長は記者会見で新しい環境計画を発表した。",
        "カワベ自動車の社長は、この環境計画が経済に大きな影響を与えると述べた。\n",
        "北川洋子市長は2021年5月3日に反対した。",
    ),
    "thai": (
        "เมื่อวานนี้ นายกเทศมนตรีกล่าวว่าเทศบาลจะลงทุนในโครงการใหม่ที่ริมแม่น้ำ ",
        "มหาวิทยาลัยริมแม่น้ำได้เสนอแผนการศึกษาของโครงการใหม่\n",
    ),
    "korean": (
        "오늘 이순자 회장은 새로운 환경 계획에 반대했다. ",
        "강변대학교 이순자 교수는 2021년 5월 3일에 환경 계획을 발표했다.\n",
    ),
}


def learn(memory: Memory, words: str, label: str) -> None:
    """Let the memory know that words were tagged once."""
    _decide(memory, words, label, (1, 0))


def forget(memory: Memory, words: str, label: str = "") -> None:
    """Let the memory know that words were rejected once."""
    _decide(memory, words, label, (0, 1))


def _decide(memory: Memory, words: str, label: str, pair: tuple[int, int]) -> None:
    row = next((row for row in memory.rows() if row.id == words), Remembered(words))
    labels = {name: list(both) for name, both in added(row.labels, {label: pair}).items()}
    memory.follow([PutRow(TABLE, words, {"id": words, "labels": labels})])


def is_waiting(candidates: Candidates) -> bool:
    """Whether a slow source has yet to answer."""
    return any(visit.is_busy for visit in candidates._slow)


def settle(candidates: Candidates) -> bool:
    """Wait until nothing is awaited; True if anything was taken over."""
    changed = False
    tick = threading.Event()
    while is_waiting(candidates):
        changed |= candidates.refresh()
        tick.wait(0.005)
    return candidates.refresh() or changed
