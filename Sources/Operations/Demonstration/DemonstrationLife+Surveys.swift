import Base

/// What else is asked in these three months, of customers and in the house.
extension DemonstrationLife {
    /// A minute after those of every day, so that they stand behind these in the list.
    func addSurveys() async throws {
        clock.set(begin + .minutes(1))
        for survey in surveys {
            let text = try DemonstrationSurvey.document(
                of: survey.kind, in: company.house.library)
            _ = try await company.administrator.perform(
                CreateInstrument.self, JSON.Object(["document": .string(text)]))
        }
    }

    /// Over all days but the last two, so that what is asked every day stays the newest.
    mutating func planSurveys(days: Int) {
        for (place, survey) in surveys.enumerated() {
            for _ in 0..<survey.kind.answers {
                let day = Int64(surveyChance.share() * Double(max(1, days - 2)))
                let seconds = Int64(3_600 + surveyChance.share() * 12 * 3_600)
                plan(.survey(place), at: begin + .days(day) + .seconds(seconds))
            }
        }
    }

    mutating func answer(_ survey: DemonstrationSurvey) async throws {
        let kind = survey.kind
        let customer = kind.isForCustomers ? surveyChance.pick(customers) : nil
        let isLate = clock.now - begin > .days(60)
        let channel = surveyChance.pick(text.channels, by: \.share)
        let leaning = customer.map { $0.region.effect + $0.tier.effect + channel.effect } ?? 0
        var answers = survey.answers(leaning: leaning, isLate: isLate, &surveyChance)
        var hidden: [String: String] = [:]
        switch kind {
        case .quality, .index:
            hidden = ["segment": customer?.tier.name ?? "", "place": customer?.region.name ?? ""]
        case .wishes: hidden = ["segment": customer?.tier.name ?? ""]
        case .journey:
            hidden = ["region": customer?.region.name ?? "", "channel": channel.name]
            answers["remark"] = remark(after: answers["overall"]?.integer ?? 3, customer)
        case .managers, .staff: hidden = ["unit": surveyChance.pick(text.teams).name]
        case .checks:
            let agents = text.people.filter { $0.role == "agent" }
            hidden = ["agent": surveyChance.pick(agents).name]
        }
        _ = try await company.administrator.perform(
            SubmitResponse.self, fields(kind.rawValue, customer, answers, hidden: hidden))
    }

    private mutating func remark(after score: Int, _ customer: DemonstrationCustomer?) -> JSON? {
        guard let customer, surveyChance.share() < 0.5 else { return nil }
        let tone = score >= 4 ? "good" : score == 3 ? "middling" : "bad"
        return .string(
            surveyChance.pick(text.sentences("remarks", tone, in: customer.language)))
    }
}
