/// A survey as LimeSurvey has it, whether its file is XML or a table: groups of questions, each
/// with subquestions, answers and attributes; texts by language.
struct LimeSurvey {
    var languages: [String] = []
    /// Of the whole, by language: title, description, end text.
    var title: Texts = [:]
    var description: Texts = [:]
    var endText: Texts = [:]
    var groups: [Group] = []
    /// Where a table is being read: the rows that follow belong there.
    var reading: (group: Int, question: Int?)?

    struct Group {
        var id = ""
        var title: Texts = [:]
        var description: Texts = [:]
        var relevance = ""
        var questions: [Question] = []
    }

    struct Question {
        var id = ""
        var code = ""
        /// One letter or sign.
        var type = ""
        var text: Texts = [:]
        var help: Texts = [:]
        var isMandatory = false
        var hasOther = false
        var relevance = ""
        var validation = ""
        var subquestions: [Sub] = []
        var answers: [Answer] = []
        /// Name → value; those by language under `name`, told apart by the second key.
        var attributes: [String: Texts] = [:]

        func attribute(_ name: String) -> String? {
            attributes[name].flatMap { $0[""] ?? $0.values.first }.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    struct Sub {
        var code = ""
        var text: Texts = [:]
        var relevance = ""
        /// 1 for the second axis.
        var scale = 0
    }

    struct Answer {
        var code = ""
        var text: Texts = [:]
        var scale = 0
        var value: Double?
    }
}
