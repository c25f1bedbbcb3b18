from schools.models.answer import Answer, AnswerDelivery
from schools.models.ask import Ask, AskInput, AskMerge, Link
from schools.models.coding import Code, CodebookVersion, Coding, Reading, ReadingClaim, SecondReading
from schools.models.engagement import GradeBand, HeadCount, Input, Session, SpeakerRole, SpokenLanguage
from schools.models.plan import PlanLine, PlanVersion
from schools.models.school import Enrollment, School, YearPromise
from schools.models.seni import Need, SeniRecord, UnmatchedRow
from schools.models.source import SourceFile
from schools.models.spending import Actual
from schools.models.tie import SchoolTie

__all__ = [
    "Actual",
    "Answer",
    "AnswerDelivery",
    "Ask",
    "AskInput",
    "AskMerge",
    "Code",
    "CodebookVersion",
    "Coding",
    "Enrollment",
    "GradeBand",
    "HeadCount",
    "Input",
    "Link",
    "Need",
    "PlanLine",
    "PlanVersion",
    "Reading",
    "ReadingClaim",
    "School",
    "SchoolTie",
    "SecondReading",
    "SeniRecord",
    "Session",
    "SourceFile",
    "SpeakerRole",
    "SpokenLanguage",
    "UnmatchedRow",
    "YearPromise",
]
