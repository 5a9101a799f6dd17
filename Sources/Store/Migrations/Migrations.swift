/// All migrations there are. Numbers: 1 foundation, 10s people, 20s customers, 30s instruments and
/// responses, 40s cases, rules and promises, 50s imports, 60s attachments, 80s messages and
/// mailings; in that order of need. A later change takes the next number above all.
public enum Migrations {
    public static let all: [Migration] = [
        M0001_Foundation.migration,
        M0010_People.migration,
        M0020_Customers.migration,
        M0030_Responses.migration,
        M0040_Cases.migration,
        M0050_Imports.migration,
        M0060_Attachments.migration,
        M0070_Quotas.migration,
        M0080_Messages.migration,
        M0081_Mailings.migration,
        M0090_Answers.migration,
        M0091_Quality.migration,
        M0092_Anonymity.migration,
        M0093_Weightings.migration,
        M0100_ServiceLevels.migration,
        M0101_InstrumentDrafts.migration,
        M0102_CasePages.migration,
        M0103_Working.migration,
        M0104_PastCases.migration,
        M0105_Complaints.migration,
        M0110_CaseWays.migration,
        M0111_Channels.migration,
        M0112_ChannelWindows.migration,
        M0113_CustomerMerges.migration,
        M0115_Search.migration,
        M0116_Rules.migration,
        M0117_Skills.migration,
        M0118_Queue.migration,
        M0120_Reports.migration,
        M0130_Texts.migration,
        M0131_HotMatters.migration,
        M0144_FoldedSearch.migration,
    ]
}
