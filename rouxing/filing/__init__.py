"""What is filed with the justice bureau: the packet, its seal, and whether it is still what was filed.

方案四、（二）: 工作方案、“四张清单”、配套文书和相关制度，及时报县司法行政部门备案.
"""
